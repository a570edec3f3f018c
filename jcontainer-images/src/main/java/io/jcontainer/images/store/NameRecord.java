package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A name of an image: which one somebody got who asked for a reference and a platform. Or that of
 * an index.
 *
 * @param reference that was asked for
 * @param platform that was asked for
 * @param image digest of the image's manifest
 */
public record NameRecord(Reference reference, Platform platform, Digest image) {
  /** Stands where the platform would in the name of an index, which is for none or all. */
  public static final Platform OF_INDEX = new Platform("index", "any", "");

  private static final String REFERENCE = "reference";
  private static final String PLATFORM = "platform";
  private static final String IMAGE = "image";

  /** Whether it is the name of an index. */
  public boolean isOfIndex() {
    return platform.equals(OF_INDEX);
  }

  /** The file that holds the name of a reference and platform. */
  static String fileOf(Reference reference, Platform platform) {
    String both = reference + "\n" + platform;
    return Digest.sha256(both.getBytes(StandardCharsets.UTF_8)).hex();
  }

  String file() {
    return fileOf(reference, platform);
  }

  byte[] write() {
    return RecordText.write(
        List.of(
            new RecordText.Line(REFERENCE, reference.toString()),
            new RecordText.Line(PLATFORM, platform.toString()),
            new RecordText.Line(IMAGE, image.toString())));
  }

  static NameRecord read(byte[] bytes, String file) {
    RecordText text = RecordText.read(bytes, file);
    try {
      return new NameRecord(
          Reference.parse(text.value(REFERENCE)),
          Platform.parse(text.value(PLATFORM)),
          Digest.parse(text.value(IMAGE)));
    } catch (InvalidSpecException e) {
      throw RecordText.damaged(file, String.valueOf(e.getMessage()));
    }
  }
}
