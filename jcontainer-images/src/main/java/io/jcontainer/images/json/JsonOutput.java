package io.jcontainer.images.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes documents: the same value is always the same bytes. */
public final class JsonOutput {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonOutput() {}

  /** Writes one value. */
  @FunctionalInterface
  public interface Value {
    /** Writes the value to the generator. */
    void write(JsonGenerator out) throws IOException;
  }

  /** The bytes of a document, without white space. */
  public static byte[] bytes(Value value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      value.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The bytes of a document for people, with a line for each field. */
  public static byte[] lines(Value value) {
    return bytes(
        out -> {
          out.useDefaultPrettyPrinter();
          value.write(out);
          out.writeRaw('\n');
        });
  }

  /** Writes a value that {@link JsonInput#raw} has read. */
  public static void raw(JsonGenerator out, byte[] document) {
    JsonInput.parse(document, "part of a document", input -> input.copyTo(out));
  }

  /** Writes an object whose values are text, if there is any. */
  public static void textMap(JsonGenerator out, String field, Map<String, String> map)
      throws IOException {
    if (map.isEmpty()) {
      return;
    }
    out.writeObjectFieldStart(field);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      out.writeStringField(entry.getKey(), entry.getValue());
    }
    out.writeEndObject();
  }
}
