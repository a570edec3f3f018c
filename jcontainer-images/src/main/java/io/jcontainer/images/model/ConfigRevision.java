package io.jcontainer.images.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jcontainer.ImageConfig;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an image that is made of another one. What is not changed stays as the other
 * has it, also what is not known here ({@code Shell}, {@code os.version}); what the other says
 * about its own making goes.
 */
public final class ConfigRevision {
  private static final String PART = "configuration of the image below";
  private static final String CONFIG = "config";
  private static final String HISTORY = "history";
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** Docker's older fields about the container that an image was made of, and what it calls it. */
  private static final Set<String> OF_THE_OTHER =
      Set.of(
          "author",
          "id",
          "parent",
          "container",
          "container_config",
          "docker_version",
          "moby.buildkit.buildinfo.v1",
          "moby.buildkit.cache.v0");

  private final byte[] document;
  private final ImageConfig before;
  private final String author;
  private final Instant created;

  /**
   * A configuration on top of another.
   *
   * @param document the other's, which has been read before
   * @param before how the other is to be run
   * @param author of the new image, or empty
   * @param created when the new image is made
   */
  public ConfigRevision(byte[] document, ImageConfig before, String author, Instant created) {
    this.document = document.clone();
    this.before = before;
    this.author = author;
    this.created = created;
  }

  /**
   * The document of the new image.
   *
   * @param after how it is to be run, with the diff ids of its layers, of which the last may be new
   * @param createdBy the commands that made the new layers, lowest first, or of one step that made
   *     none; each may be empty
   * @param comment free text, or empty
   */
  public byte[] write(ImageConfig after, List<String> createdBy, String comment) {
    Map<String, byte[]> fields = fields(document);
    fields.keySet().removeAll(OF_THE_OTHER);
    fields.put("created", JsonOutput.bytes(out -> out.writeString(created.toString())));
    if (!author.isEmpty()) {
      fields.put("author", JsonOutput.bytes(out -> out.writeString(author)));
    }
    fields.put(CONFIG, object(execution(fields.get(CONFIG), after)));
    fields.put("rootfs", JsonOutput.bytes(out -> ConfigWriter.layers(out, after)));
    boolean empty = after.diffIds().size() == before.diffIds().size();
    fields.put(
        HISTORY,
        history(
            fields.get(HISTORY),
            createdBy.stream()
                .<JsonOutput.Value>map(by -> out -> step(out, by, comment, empty))
                .toList()));
    return object(fields);
  }

  /** Only what is said otherwise than before is written anew. */
  private Map<String, byte[]> execution(byte @Nullable [] old, ImageConfig after) {
    Map<String, byte[]> fields = fields(old);
    Map<String, byte[]> said = fields(JsonOutput.bytes(out -> ConfigWriter.execution(out, before)));
    Map<String, byte[]> wanted =
        fields(JsonOutput.bytes(out -> ConfigWriter.execution(out, after)));
    wanted.forEach(
        (name, value) -> {
          if (!Arrays.equals(value, said.remove(name))) {
            fields.put(name, value);
          }
        });
    fields.keySet().removeAll(said.keySet());
    return fields;
  }

  /**
   * The steps so far and more. Each layer has its step: those that nothing was said about get one
   * that says nothing.
   */
  private byte[] history(byte @Nullable [] old, List<JsonOutput.Value> more) {
    List<byte[]> steps = new ArrayList<>(old == null ? List.of() : elements(old));
    long layers =
        old == null
            ? 0
            : Making.parse(object(Map.of(HISTORY, old)), PART).steps().stream()
                .filter(one -> !one.empty())
                .count();
    for (long i = layers; i < before.diffIds().size(); i++) {
      steps.add(object(Map.of()));
    }
    return JsonOutput.bytes(
        out -> {
          out.writeStartArray();
          steps.forEach(one -> JsonOutput.raw(out, one));
          for (JsonOutput.Value step : more) {
            step.write(out);
          }
          out.writeEndArray();
        });
  }

  private void step(JsonGenerator out, String createdBy, String comment, boolean empty)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("created", created.toString());
    text(out, "created_by", createdBy);
    text(out, "author", author);
    text(out, "comment", comment);
    if (empty) {
      out.writeBooleanField("empty_layer", true);
    }
    out.writeEndObject();
  }

  private static void text(JsonGenerator out, String field, String value) throws IOException {
    if (!value.isEmpty()) {
      out.writeStringField(field, value);
    }
  }

  /** The fields of an object in their order, without those that are null. */
  private static Map<String, byte[]> fields(byte @Nullable [] object) {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    if (object != null) {
      JsonInput.parse(
          object,
          PART,
          input -> {
            input.forEachField((name, in) -> fields.put(name, in.raw()));
            return fields;
          });
    }
    fields.values().removeIf(value -> Arrays.equals(value, NULL));
    return fields;
  }

  private static List<byte[]> elements(byte[] array) {
    return JsonInput.parse(array, PART, input -> input.list(JsonInput::raw));
  }

  private static byte[] object(Map<String, byte[]> fields) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            out.writeFieldName(field.getKey());
            JsonOutput.raw(out, field.getValue());
          }
          out.writeEndObject();
        });
  }
}
