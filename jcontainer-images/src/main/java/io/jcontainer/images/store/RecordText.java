package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a small file of the store: lines of a key and a value, and last the digest of all
 * lines before it, so that damage shows.
 */
final class RecordText {
  private static final String SUM = "sum ";

  /**
   * One line.
   *
   * @param key without a space
   * @param value without a line feed
   */
  record Line(String key, String value) {
    /** Refuses what could not be read back. */
    Line {
      if (key.indexOf(' ') >= 0 || value.indexOf('\n') >= 0) {
        throw new IllegalArgumentException(key + " " + value);
      }
    }
  }

  private final String file;
  private final List<Line> lines;

  private RecordText(String file, List<Line> lines) {
    this.file = file;
    this.lines = lines;
  }

  static byte[] write(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.key()).append(' ').append(line.value()).append('\n'));
    return (text + SUM + sum(text.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Digest sum(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a text.
   *
   * @param file the path, for messages
   * @throws ImageStoreException if it is damaged
   */
  static RecordText read(byte[] bytes, String file) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int last = text.lastIndexOf(SUM);
    if (last < 0 || !text.substring(last).equals(SUM + sum(text.substring(0, last)) + "\n")) {
      throw damaged(file, "its checksum is wrong");
    }
    List<Line> lines = new ArrayList<>();
    for (String line : text.substring(0, last).split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        lines.add(new Line(line.substring(0, space), line.substring(space + 1)));
      }
    }
    return new RecordText(file, lines);
  }

  /** The value of a key that occurs once. */
  String value(String key) {
    List<String> values = values(key);
    if (values.size() != 1) {
      throw damaged(file, "it has " + values.size() + " times " + key);
    }
    return values.getFirst();
  }

  /** The values of a key in order. */
  List<String> values(String key) {
    return lines.stream().filter(line -> line.key().equals(key)).map(Line::value).toList();
  }

  static ImageStoreException damaged(String file, String why) {
    return new ImageStoreException(
        "the store is damaged: repair it with ImageLibrary.repair, or delete "
            + file
            + " and pull the image again; "
            + why,
        null);
  }
}
