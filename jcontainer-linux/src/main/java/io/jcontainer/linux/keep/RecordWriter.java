package io.jcontainer.linux.keep;

import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes records, and all that may be in one, component by component. */
final class RecordWriter {
  private RecordWriter() {}

  /** Writes a value of a declared type, or that there is none. */
  static void put(DataOutputStream out, Type declared, @Nullable Object value) throws IOException {
    out.writeBoolean(value != null);
    if (value == null) {
      return;
    }
    switch (value) {
      case Boolean bit -> out.writeBoolean(bit);
      case Integer number -> out.writeInt(number);
      case Long number -> out.writeLong(number);
      case Double number -> out.writeDouble(number);
      case String text -> putText(out, text);
      case Path path -> putText(out, path.toString());
      case Enum<?> constant -> putText(out, constant.name());
      case Duration duration -> {
        out.writeLong(duration.getSeconds());
        out.writeInt(duration.getNano());
      }
      case Instant time -> {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
      }
      case OptionalInt number ->
          put(out, Integer.class, number.isPresent() ? number.getAsInt() : null);
      case OptionalLong number ->
          put(out, Long.class, number.isPresent() ? number.getAsLong() : null);
      case OptionalDouble number ->
          put(out, Double.class, number.isPresent() ? number.getAsDouble() : null);
      case Optional<?> some -> put(out, RecordShape.argument(declared, 0), some.orElse(null));
      case Collection<?> many -> putAll(out, RecordShape.argument(declared, 0), many);
      case Map<?, ?> map -> putMap(out, declared, map);
      case Record parts -> putRecord(out, RecordShape.raw(declared), parts);
      default -> throw new IllegalArgumentException(value.getClass() + " cannot be written down");
    }
  }

  private static void putText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void putAll(DataOutputStream out, Type element, Collection<?> many)
      throws IOException {
    out.writeInt(many.size());
    for (Object one : many) {
      put(out, element, one);
    }
  }

  private static void putMap(DataOutputStream out, Type declared, Map<?, ?> map)
      throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      put(out, RecordShape.argument(declared, 0), entry.getKey());
      put(out, RecordShape.argument(declared, 1), entry.getValue());
    }
  }

  private static void putRecord(DataOutputStream out, Class<?> declared, Record value)
      throws IOException {
    if (!declared.equals(value.getClass())) { // one of those that a sealed type permits
      putText(out, value.getClass().getSimpleName());
    }
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        put(out, component.getGenericType(), component.getAccessor().invoke(value));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }
}
