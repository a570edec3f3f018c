package io.jcontainer.images.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes manifests and indexes of our own making, in OCI's form. */
public final class DocumentWriter {
  private DocumentWriter() {}

  /** A manifest of these parts. */
  public static byte[] manifest(
      Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
    return artifact("", config, layers, Optional.empty(), annotations);
  }

  /**
   * A manifest of these parts.
   *
   * @param type what they are if they are no image, or empty
   * @param subject the manifest that it is about
   */
  public static byte[] artifact(
      String type,
      Descriptor config,
      List<Descriptor> layers,
      Optional<Descriptor> subject,
      Map<String, String> annotations) {
    return JsonOutput.bytes(
        out -> {
          begin(out, DocumentType.OCI_MANIFEST);
          if (!type.isEmpty()) {
            out.writeStringField("artifactType", type);
          }
          out.writeFieldName("config");
          config.write(out);
          list(out, "layers", layers);
          if (subject.isPresent()) {
            out.writeFieldName("subject");
            subject.get().write(out);
          }
          JsonOutput.textMap(out, "annotations", annotations);
          out.writeEndObject();
        });
  }

  /** An index of these entries. */
  public static byte[] index(List<Descriptor> manifests, Map<String, String> annotations) {
    return JsonOutput.bytes(
        out -> {
          begin(out, DocumentType.OCI_INDEX);
          list(out, "manifests", manifests);
          JsonOutput.textMap(out, "annotations", annotations);
          out.writeEndObject();
        });
  }

  private static void begin(JsonGenerator out, DocumentType type) throws IOException {
    out.writeStartObject();
    out.writeNumberField("schemaVersion", 2);
    out.writeStringField("mediaType", type.mediaType());
  }

  private static void list(JsonGenerator out, String field, List<Descriptor> descriptors)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (Descriptor descriptor : descriptors) {
      descriptor.write(out);
    }
    out.writeEndArray();
  }
}
