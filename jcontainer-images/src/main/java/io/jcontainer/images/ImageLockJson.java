package io.jcontainer.images;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.jcontainer.Digest;
import io.jcontainer.ImageLock;
import io.jcontainer.ImageLockException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LockedImage;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import io.jcontainer.spi.ImageLockFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Image locks as JSON. Nothing is passed over in reading: a field that is not known may be one that
 * matters, written by a later version or with a typing error.
 */
public final class ImageLockJson implements ImageLockFormat {
  private static final int VERSION = 1;
  private static final String VERSION_FIELD = "version";
  private static final String IMAGES = "images";
  private static final String DIGEST = "digest";
  private static final String PLATFORMS = "platforms";

  /** Made by the service loader. */
  public ImageLockJson() {}

  @Override
  public ImageLock read(byte[] document, String file) {
    try {
      return JsonInput.parse(document, "image lock " + file, input -> new Parts().read(input));
    } catch (InvalidImageException e) {
      throw new ImageLockException(
          ImageLockException.Reason.CONTENT,
          e.getMessage()
              + line(e.getCause())
              + "; mend it, or take the entry or the file away and lock the names again"
              + " (ImageLibrary.lock)",
          e);
    }
  }

  private static String line(@Nullable Throwable cause) {
    return cause instanceof JsonProcessingException e && e.getLocation() != null
        ? " (line " + e.getLocation().getLineNr() + ")"
        : "";
  }

  @Override
  public byte[] write(ImageLock lock) {
    return JsonOutput.lines(
        out -> {
          out.writeStartObject();
          out.writeNumberField(VERSION_FIELD, VERSION);
          out.writeObjectFieldStart(IMAGES);
          for (Map.Entry<Reference, LockedImage> entry : lock.images().entrySet()) {
            out.writeFieldName(entry.getKey().toString());
            write(out, entry.getValue());
          }
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  private static void write(JsonGenerator out, LockedImage image) throws IOException {
    out.writeStartObject();
    out.writeStringField(DIGEST, image.digest().toString());
    out.writeObjectFieldStart(PLATFORMS);
    for (Map.Entry<Platform, Digest> entry : image.images().entrySet()) {
      out.writeStringField(entry.getKey().toString(), entry.getValue().toString());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** What has been seen of a document so far. */
  private static final class Parts {
    private @Nullable Long version;
    private @Nullable Map<Reference, LockedImage> images;

    private ImageLock read(JsonInput input) throws IOException {
      input.forEachField(
          (field, in) -> {
            switch (field) {
              case VERSION_FIELD -> version = version(in);
              case IMAGES -> images = images(in);
              default -> throw unknown(field, in);
            }
          });
      input.required(version, VERSION_FIELD);
      return new ImageLock(input.required(images, IMAGES));
    }

    private static InvalidImageException unknown(String field, JsonInput input) {
      return input.invalid("\"" + field + "\" is no field of a lock");
    }

    private static long version(JsonInput input) throws IOException {
      long version = input.integer();
      if (version != VERSION) {
        throw input.invalid(
            "it is of version "
                + version
                + ", and this library knows version "
                + VERSION
                + ": use the library that wrote it, or a later one");
      }
      return version;
    }

    private static Map<Reference, LockedImage> images(JsonInput input) throws IOException {
      Map<Reference, LockedImage> images = new LinkedHashMap<>();
      input.forEachField(
          (name, in) -> {
            Reference reference = parsed(name, Reference::parse, in);
            if (reference.digest().isPresent()) {
              throw in.invalid("a name with a digest is a lock already");
            }
            if (images.put(reference, image(in)) != null) {
              throw in.invalid("it is " + reference + ", which is there twice");
            }
          });
      return images;
    }

    private static LockedImage image(JsonInput input) throws IOException {
      Digest[] digest = new Digest[1];
      Map<Platform, Digest> platforms = new LinkedHashMap<>();
      input.forEachField(
          (field, in) -> {
            switch (field) {
              case DIGEST -> digest[0] = in.digest();
              case PLATFORMS ->
                  in.forEachField(
                      (name, each) ->
                          platforms.put(parsed(name, Platform::parse, each), each.digest()));
              default -> throw unknown(field, in);
            }
          });
      if (platforms.isEmpty()) {
        throw input.invalid("\"" + PLATFORMS + "\" is missing or names none");
      }
      return new LockedImage(input.required(digest[0], DIGEST), platforms);
    }

    private static <T> T parsed(String text, Function<String, T> parser, JsonInput input) {
      try {
        return parser.apply(text);
      } catch (InvalidSpecException e) {
        throw input.invalid(String.valueOf(e.getMessage()));
      }
    }
  }
}
