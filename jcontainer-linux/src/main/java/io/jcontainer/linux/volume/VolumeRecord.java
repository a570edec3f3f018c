package io.jcontainer.linux.volume;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.VolumeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is written about a volume: a line {@code jcontainer volume 1}, then {@code created
 * <milliseconds since 1970>}, {@code anonymous <true or false>}, and {@code label <name> <value>}
 * for each label, in hexadecimal UTF-8 each, so that no label can write a line.
 *
 * @param created to the millisecond
 * @param anonymous whether it goes with its container
 * @param labels free-form names and values
 */
record VolumeRecord(Instant created, boolean anonymous, Map<String, String> labels) {
  /** No record is longer. */
  static final int LONGEST = 256 * 1024;

  private static final int MOST_LABEL_BYTES = 64 * 1024;
  private static final String MAGIC = "jcontainer volume 1";
  private static final HexFormat HEX = HexFormat.of();

  VolumeRecord {
    labels = Map.copyOf(labels);
    long bytes = 0;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      bytes += utf8(label.getKey()).length + (long) utf8(label.getValue()).length;
    }
    if (bytes > MOST_LABEL_BYTES || labels.size() > MOST_LABEL_BYTES / 64) {
      throw new InvalidSpecException(
          "labels of a volume", "they are 1024 at most, of " + MOST_LABEL_BYTES + " bytes in all");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(MAGIC).append('\n');
    text.append("created ").append(created.toEpochMilli()).append('\n');
    text.append("anonymous ").append(anonymous).append('\n');
    new TreeMap<>(labels)
        .forEach(
            (name, value) ->
                text.append("label ")
                    .append(HEX.formatHex(utf8(name)))
                    .append(' ')
                    .append(HEX.formatHex(utf8(value)))
                    .append('\n'));
    return utf8(text.toString());
  }

  /** Reads strictly: a record that is not as this class writes it is an error. */
  static VolumeRecord parse(String volume, byte[] bytes) {
    try {
      String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n", -1);
      expect(lines.length >= 4 && lines[0].equals(MAGIC) && lines[lines.length - 1].isEmpty());
      Instant created = Instant.ofEpochMilli(Long.parseLong(after("created ", lines[1])));
      String anonymous = after("anonymous ", lines[2]);
      expect(anonymous.equals("true") || anonymous.equals("false"));
      Map<String, String> labels = new TreeMap<>();
      for (int i = 3; i < lines.length - 1; i++) {
        String[] label = after("label ", lines[i]).split(" ", -1);
        expect(label.length == 2);
        expect(labels.put(text(label[0]), text(label[1])) == null);
      }
      return new VolumeRecord(created, anonymous.equals("true"), labels);
    } catch (IllegalArgumentException e) {
      throw new VolumeException(
          volume, "the record of volume " + volume + " is damaged: remove the volume", e);
    }
  }

  private static String after(String start, String line) {
    expect(line.startsWith(start));
    return line.substring(start.length());
  }

  private static String text(String hex) {
    return new String(HEX.parseHex(hex), StandardCharsets.UTF_8);
  }

  private static void expect(boolean good) {
    if (!good) {
      throw new IllegalArgumentException("not a volume record");
    }
  }
}
