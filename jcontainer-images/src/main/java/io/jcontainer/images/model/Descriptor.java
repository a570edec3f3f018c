package io.jcontainer.images.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jcontainer.Digest;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pointer to content by its digest, with its type and its exact size. Its {@code urls} are not
 * read: content comes from the registry that was asked, never from where an image points
 * (CVE-2020-15157).
 *
 * @param mediaType of the content
 * @param digest of the content
 * @param size of the content in bytes, 0 to {@link #LARGEST}
 * @param platform what the content was built for; only in an index
 * @param annotations free-form names and values, in the document's order
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">OCI image
 *     specification, content descriptors</a>
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Optional<Platform> platform,
    Map<String, String> annotations) {
  /** The largest content that is believed in: one TiB, so that sums of sizes cannot overflow. */
  public static final long LARGEST = 1L << 40;

  /** Refuses a size out of range, which the parser reports before it gets here. */
  public Descriptor {
    if (size < 0 || size > LARGEST) {
      throw new IllegalArgumentException("size " + size);
    }
  }

  /** A pointer without platform and annotations. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, Optional.empty(), Map.of());
  }

  /** The same with other annotations. */
  public Descriptor withAnnotations(Map<String, String> others) {
    return new Descriptor(mediaType, digest, size, platform, others);
  }

  /**
   * Parses a document that is a descriptor.
   *
   * @param part what the bytes are, for messages
   * @throws io.jcontainer.InvalidImageException if they are none
   */
  public static Descriptor parse(byte[] bytes, String part) {
    return JsonInput.parse(bytes, part, Descriptor::read);
  }

  /** Writes this as an object. */
  public void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("mediaType", mediaType);
    out.writeStringField("digest", digest.toString());
    out.writeNumberField("size", size);
    if (platform.isPresent()) {
      Platform built = platform.get();
      out.writeObjectFieldStart("platform");
      out.writeStringField("architecture", built.architecture());
      out.writeStringField("os", built.os());
      if (!built.variant().isEmpty()) {
        out.writeStringField("variant", built.variant());
      }
      out.writeEndObject();
    }
    JsonOutput.textMap(out, "annotations", annotations);
    out.writeEndObject();
  }

  /** Reads the descriptor that the input stands on. */
  static Descriptor read(JsonInput input) throws IOException {
    return new Parts().read(input);
  }

  /** Reads the size that the input stands on. */
  static long size(JsonInput input) throws IOException {
    long size = input.integer();
    if (size < 0 || size > LARGEST) {
      throw input.invalid("a size of " + size + " bytes cannot be right");
    }
    return size;
  }

  /** What has been seen of a descriptor so far. */
  private static final class Parts {
    private @Nullable String mediaType;
    private @Nullable Digest digest;
    private @Nullable Long size;
    private @Nullable Platform platform;
    private Map<String, String> annotations = Map.of();

    private Descriptor read(JsonInput input) throws IOException {
      input.object(
          new Fields()
              .with("mediaType", in -> mediaType = in.text())
              .with("digest", in -> digest = in.digest())
              .with("size", in -> size = size(in))
              .with("platform", in -> platform = platform(in))
              .with("annotations", in -> annotations = in.textMap()));
      return new Descriptor(
          input.required(mediaType, "mediaType"),
          input.required(digest, "digest"),
          input.required(size, "size"),
          Optional.ofNullable(platform),
          annotations);
    }

    private static Platform platform(JsonInput input) throws IOException {
      PlatformFields fields = new PlatformFields();
      input.object(fields.addTo(new Fields()));
      return fields.platform(input);
    }
  }

  /** The three fields of a platform, which a configuration holds at its top level. */
  static final class PlatformFields {
    private @Nullable String os;
    private @Nullable String architecture;
    private String variant = "";

    Fields addTo(Fields fields) {
      return fields
          .with("os", in -> os = in.text())
          .with("architecture", in -> architecture = in.text())
          .with("variant", in -> variant = in.text());
    }

    Platform platform(JsonInput input) {
      String named = input.required(os, "os");
      try {
        return new Platform(named, input.required(architecture, "architecture"), variant);
      } catch (InvalidSpecException e) {
        throw input.invalid(String.valueOf(e.getMessage()));
      }
    }
  }
}
