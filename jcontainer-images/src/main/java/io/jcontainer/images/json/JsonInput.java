package io.jcontainer.images.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON document being read, front to back, with every bound that keeps a hostile one cheap. The
 * methods read the value the parser stands on; they throw {@link InvalidImageException} with the
 * place in the document, or the parser's own exception, which {@link #parse} translates.
 */
public final class JsonInput {
  /** The most bytes of any document of an image: 4 MiB, the least a registry has to accept. */
  public static final int LARGEST = 4 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // names come from strangers: neither kept in a shared table nor hashed into one
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(32)
                  .maxNameLength(8 << 10)
                  .maxStringLength(1 << 20)
                  .maxTokenCount(200_000)
                  .maxDocumentLength(LARGEST)
                  .build())
          .build();

  private static final JsonFactory OUTPUT = new JsonFactory();

  private final JsonParser parser;
  private final String part;

  private JsonInput(JsonParser parser, String part) {
    this.parser = parser;
    this.part = part;
  }

  /** Reads one kind of value. */
  @FunctionalInterface
  public interface Value<T> {
    /** The value that the input stands on. */
    T read(JsonInput input) throws IOException;
  }

  /**
   * The one value that the bytes hold.
   *
   * @param part what the bytes are, for messages, such as {@code manifest of debian:12}
   * @throws InvalidImageException if they are anything but that
   */
  public static <T> T parse(byte[] bytes, String part, Value<T> value) {
    if (bytes.length > LARGEST) {
      throw new InvalidImageException(part, "it is larger than " + LARGEST + " bytes", null);
    }
    try (JsonParser parser = FACTORY.createParser(utf8(bytes))) {
      JsonInput input = new JsonInput(parser, part);
      parser.nextToken();
      T read = value.read(input);
      if (parser.nextToken() != null) {
        throw input.invalid("something follows the end of the document");
      }
      return read;
    } catch (CharacterCodingException e) {
      throw new InvalidImageException(part, "it is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new InvalidImageException(part, "it is not well-formed: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InvalidImageException(part, "it cannot be read", e);
    }
  }

  /** Decoded here, because the parser would guess other encodings and skip a byte order mark. */
  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Gives each known field of the object to its reader; others are skipped, null is absent. */
  public void object(Fields fields) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Fields.Reader reader = fields.find(parser.currentName(), this);
      boolean absent = parser.nextToken() == JsonToken.VALUE_NULL;
      if (reader == null) {
        parser.skipChildren();
      } else if (!absent) {
        reader.read(this);
      }
    }
  }

  /** The elements of an array, in order. */
  public <T> List<T> list(Value<T> element) throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
    List<T> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(element.read(this));
    }
    return elements;
  }

  /** An object whose names are free and whose values are text, in the document's order. */
  public Map<String, String> textMap() throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    Map<String, String> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = encodable(parser.currentName());
      parser.nextToken();
      map.put(name, text());
    }
    return Collections.unmodifiableMap(map);
  }

  /** What is done with one field of an object. */
  @FunctionalInterface
  public interface FieldReader {
    /** Reads the value that the input stands on. */
    void read(String name, JsonInput input) throws IOException;
  }

  /** Gives every field of an object whose names are free to a reader. */
  public void forEachField(FieldReader reader) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = encodable(parser.currentName());
      parser.nextToken();
      reader.read(name, this);
    }
  }

  /** The names of an object that stands for a set: its values mean nothing. */
  public List<String> names() throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    List<String> names = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      names.add(encodable(parser.currentName()));
      parser.nextToken();
      parser.skipChildren();
    }
    return names;
  }

  /** Any value, as the bytes of a document of its own. */
  public byte[] raw() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = OUTPUT.createGenerator(bytes)) {
      out.copyCurrentStructure(parser);
    }
    return bytes.toByteArray();
  }

  /** Any value, which means nothing; it has to be well-formed all the same. */
  public void skip() throws IOException {
    parser.skipChildren();
  }

  /** Any value, written to an output, which is returned. */
  JsonGenerator copyTo(JsonGenerator out) throws IOException {
    out.copyCurrentStructure(parser);
    return out;
  }

  /** A string that the kernel can be given: no NUL, nothing that UTF-8 cannot express. */
  public String text() throws IOException {
    expect(JsonToken.VALUE_STRING, "a string");
    return encodable(parser.getText());
  }

  /** True or false. */
  public boolean bool() throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw invalid("true or false is expected here");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** A whole number of 64 bits. */
  public long integer() throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return parser.getLongValue();
  }

  /** A whole number from 0 up to 64 bits without a sign. */
  public long unsigned() throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    try {
      return Long.parseUnsignedLong(parser.getText());
    } catch (NumberFormatException e) {
      throw invalid("a number from 0 to 2^64 - 1 is expected here");
    }
  }

  /** A digest in its text form. */
  public Digest digest() throws IOException {
    try {
      return Digest.parse(text());
    } catch (InvalidSpecException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  /** The value, which has been seen by the end of its object. */
  public <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw invalid("\"" + field + "\" is missing");
    }
    return value;
  }

  /** The error for the place that the parser stands at. */
  public InvalidImageException invalid(String why) {
    String place = parser.getParsingContext().pathAsPointer().toString();
    return new InvalidImageException(part, place.isEmpty() ? why : place + ": " + why, null);
  }

  private void expect(JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw invalid(what + " is expected here");
    }
  }

  private String encodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        throw invalid("a string holds the character NUL");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw invalid("a string holds half of a surrogate pair");
      }
    }
    return text;
  }
}
