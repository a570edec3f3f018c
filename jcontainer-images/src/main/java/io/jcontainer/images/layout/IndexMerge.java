package io.jcontainer.images.layout;

import io.jcontainer.ImageArchiveException;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.DocumentWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds entries to the index of a layout; what others wrote there stays as it is. */
final class IndexMerge {
  private IndexMerge() {}

  static byte[] empty() {
    return DocumentWriter.index(List.of(), Map.of());
  }

  static byte[] readAll(InputStream in, String part) {
    try (in) {
      return in.readNBytes(Document.LARGEST + 1);
    } catch (IOException e) {
      throw ImageArchiveException.reading(part, e);
    }
  }

  /**
   * The index with more entries, without those before that have one of their names, or no name and
   * the same content.
   */
  static byte[] merge(byte[] before, List<Descriptor> added, String part) {
    Set<String> taken = new HashSet<>();
    Set<Object> content = new HashSet<>();
    for (Descriptor entry : added) {
      taken.addAll(OciLayout.names(entry));
      content.add(entry.digest());
    }
    List<byte[]> kept = new ArrayList<>();
    for (byte[] raw : entries(before, part)) {
      Descriptor entry = Descriptor.parse(raw, "an entry of " + part);
      List<String> names = OciLayout.names(entry);
      boolean replaced =
          names.isEmpty()
              ? content.contains(entry.digest())
              : names.stream().anyMatch(taken::contains);
      if (!replaced) {
        kept.add(raw);
      }
    }
    added.forEach(entry -> kept.add(JsonOutput.bytes(entry::write)));
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeNumberField("schemaVersion", 2);
          out.writeStringField("mediaType", "application/vnd.oci.image.index.v1+json");
          out.writeArrayFieldStart("manifests");
          for (byte[] raw : kept) {
            out.writeRawValue(new String(raw, java.nio.charset.StandardCharsets.UTF_8));
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static List<byte[]> entries(byte[] index, String part) {
    List<byte[]> entries = new ArrayList<>();
    return JsonInput.parse(
        index,
        part,
        input -> {
          input.object(
              new Fields().with("manifests", in -> entries.addAll(in.list(JsonInput::raw))));
          return entries;
        });
  }
}
