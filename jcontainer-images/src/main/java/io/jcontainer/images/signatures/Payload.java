package io.jcontainer.images.signatures;

import io.jcontainer.Digest;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is signed: that an image goes by a name.
 *
 * @param image digest of the image's manifest or index
 * @param name of the image, as whoever has signed it calls it
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's
 *     specification, simple signing</a>
 */
public record Payload(Digest image, String name) {
  /** The most bytes of one, most of which would be free remarks. */
  public static final int LARGEST = 64 << 10;

  private static final String TYPE = "cosign container image signature";

  /**
   * Reads a payload. All that is critical has to be there, and nothing else may be: what is not
   * known could be a condition.
   *
   * @param part what the bytes are, for messages
   * @throws io.jcontainer.InvalidImageException if they are none
   */
  public static Payload parse(byte[] bytes, String part) {
    return JsonInput.parse(bytes, part, input -> new Parts().read(input));
  }

  /** The bytes of it; the same payload is always the same bytes. */
  public byte[] bytes() {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeObjectFieldStart("critical");
          out.writeObjectFieldStart("identity");
          out.writeStringField("docker-reference", name);
          out.writeEndObject();
          out.writeObjectFieldStart("image");
          out.writeStringField("docker-manifest-digest", image.toString());
          out.writeEndObject();
          out.writeStringField("type", TYPE);
          out.writeEndObject();
          out.writeObjectFieldStart("optional");
          out.writeStringField("creator", "jcontainer");
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  /** What has been seen of a payload so far. */
  private static final class Parts {
    private @Nullable Digest image;
    private @Nullable String name;
    private @Nullable String type;

    Payload read(JsonInput input) throws IOException {
      Map<String, JsonInput.FieldReader> fields = new LinkedHashMap<>();
      fields.put("critical", (_, in) -> critical(in));
      fields.put("optional", (_, in) -> in.skip());
      exactly(fields, input);
      return new Payload(
          input.required(image, "docker-manifest-digest"),
          input.required(name, "docker-reference"));
    }

    private void critical(JsonInput input) throws IOException {
      Map<String, JsonInput.FieldReader> fields = new LinkedHashMap<>();
      fields.put("type", (_, in) -> type = in.text());
      fields.put(
          "image",
          (_, in) ->
              exactly(Map.of("docker-manifest-digest", (_, value) -> image = value.digest()), in));
      fields.put(
          "identity",
          (_, in) -> exactly(Map.of("docker-reference", (_, value) -> name = value.text()), in));
      exactly(fields, input);
      if (!TYPE.equals(type)) {
        throw input.invalid("its type is \"" + type + "\", and not \"" + TYPE + "\"");
      }
    }

    private static void exactly(Map<String, JsonInput.FieldReader> fields, JsonInput input)
        throws IOException {
      int[] seen = new int[1];
      input.forEachField(
          (field, in) -> {
            JsonInput.FieldReader reader = fields.get(field);
            if (reader == null) {
              throw in.invalid("\"" + field + "\" is not known here");
            }
            reader.read(field, in);
            seen[0]++;
          });
      if (seen[0] != fields.size()) {
        throw input.invalid("it does not have all of " + fields.keySet());
      }
    }
  }
}
