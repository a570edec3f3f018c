package io.jcontainer.linux.keep;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordWriter} has written. Which types there may be is told by the declared
 * types alone, never by the bytes, and what is read goes through the canonical constructors with
 * all their checks.
 */
final class RecordReader {
  private static final int LONGEST = 16 * 1024 * 1024;

  private RecordReader() {}

  /**
   * Reads a value of a declared type, or that there is none.
   *
   * @throws IllegalArgumentException if the bytes are none of that type
   */
  static @Nullable Object get(DataInputStream in, Type declared)
      throws IOException, InvocationTargetException {
    if (!in.readBoolean()) {
      return null;
    }
    Class<?> type = RecordShape.raw(declared);
    if (type.isEnum()) {
      return constant(type, getText(in));
    }
    if (type.isRecord() || type.isSealed()) {
      return getRecord(in, type);
    }
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> in.readBoolean();
      case "int", "Integer" -> in.readInt();
      case "long", "Long" -> in.readLong();
      case "double", "Double" -> in.readDouble();
      case "String" -> getText(in);
      case "Path" -> Path.of(getText(in));
      case "Duration" -> Duration.ofSeconds(in.readLong(), in.readInt());
      case "Instant" -> Instant.ofEpochSecond(in.readLong(), in.readInt());
      case "OptionalInt" ->
          get(in, Integer.class) instanceof Integer number
              ? OptionalInt.of(number)
              : OptionalInt.empty();
      case "OptionalLong" ->
          get(in, Long.class) instanceof Long number
              ? OptionalLong.of(number)
              : OptionalLong.empty();
      case "OptionalDouble" ->
          get(in, Double.class) instanceof Double number
              ? OptionalDouble.of(number)
              : OptionalDouble.empty();
      case "Optional" -> Optional.ofNullable(get(in, RecordShape.argument(declared, 0)));
      case "List" -> getAll(in, RecordShape.argument(declared, 0), new ArrayList<>());
      case "Set" -> getAll(in, RecordShape.argument(declared, 0), new LinkedHashSet<>());
      case "Map" -> getMap(in, declared);
      default -> throw new IllegalArgumentException(type + " cannot be read");
    };
  }

  private static Object constant(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no " + type.getSimpleName() + " is named " + name);
  }

  private static String getText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[length(in)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST) {
      throw new IllegalArgumentException("length " + length);
    }
    return length;
  }

  private static Collection<@Nullable Object> getAll(
      DataInputStream in, Type element, Collection<@Nullable Object> into)
      throws IOException, InvocationTargetException {
    int count = length(in);
    for (int i = 0; i < count; i++) {
      into.add(get(in, element));
    }
    return into;
  }

  private static Map<@Nullable Object, @Nullable Object> getMap(DataInputStream in, Type declared)
      throws IOException, InvocationTargetException {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    int count = length(in);
    for (int i = 0; i < count; i++) {
      map.put(
          get(in, RecordShape.argument(declared, 0)), get(in, RecordShape.argument(declared, 1)));
    }
    return map;
  }

  private static Object getRecord(DataInputStream in, Class<?> declared)
      throws IOException, InvocationTargetException {
    Class<?> type = declared.isRecord() ? declared : permitted(declared, getText(in));
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = get(in, components[i].getGenericType());
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  private static Class<?> permitted(Class<?> sealed, String name) {
    for (Class<?> one : sealed.getPermittedSubclasses()) {
      if (one.isRecord() && one.getSimpleName().equals(name)) {
        return one;
      }
    }
    throw new IllegalArgumentException("no " + sealed.getSimpleName() + " is a " + name);
  }
}
