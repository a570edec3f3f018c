package io.jcontainer.images.json;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that mean something to us, each with what reads it. A name that
 * differs from a known one in case only is refused: parsers that ignore case (Go's is one) would
 * take it for the known one, and see another document in the same bytes.
 */
public final class Fields {
  /** Reads the value of one field. */
  @FunctionalInterface
  public interface Reader {
    /** Reads the value that the input stands on. */
    void read(JsonInput input) throws IOException;
  }

  private record Field(String name, Reader reader) {}

  private final Map<String, Field> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Adds a field. */
  public Fields with(String name, Reader reader) {
    byName.put(name, new Field(name, reader));
    return this;
  }

  /** What reads the field of that name, or null for one that is not known. */
  @Nullable Reader find(String name, JsonInput input) {
    Field field = byName.get(name);
    if (field == null) {
      return null;
    }
    if (!field.name.equals(name)) {
      throw input.invalid("\"" + name + "\" differs from \"" + field.name + "\" in case only");
    }
    return field.reader;
  }
}
