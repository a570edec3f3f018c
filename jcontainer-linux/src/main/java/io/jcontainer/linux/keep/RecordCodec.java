package io.jcontainer.linux.keep;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes, and back. Which types there may be is told by the declared types alone, never
 * by the bytes, and what is read goes through the canonical constructors with all their checks. The
 * bytes begin with a fingerprint of the types: those of another shape are refused.
 */
final class RecordCodec {
  private static final int FINGERPRINT = 16;
  private static final int LONGEST = 16 * 1024 * 1024;

  private RecordCodec() {}

  /** What was read is not what this version of the library writes. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  static byte[] write(Record value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(fingerprint(value.getClass()));
      put(out, value.getClass(), value);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all that is written", e);
    }
    return bytes.toByteArray();
  }

  static <T extends Record> T read(byte[] bytes, Class<T> type) throws FormatException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (!Arrays.equals(in.readNBytes(FINGERPRINT), fingerprint(type))) {
        throw new FormatException("it was written by another version of this library", null);
      }
      T value = type.cast(get(in, type));
      if (value == null || in.read() >= 0) {
        throw new FormatException("it is longer or shorter than it should be", null);
      }
      return value;
    } catch (IOException | IllegalArgumentException | InvocationTargetException e) {
      throw new FormatException("it is damaged: " + e, e);
    }
  }

  /** A digest of the shape of a type and of all that it is made of. */
  private static byte[] fingerprint(Class<?> type) {
    Set<String> shapes = new TreeSet<>();
    describe(type, shapes);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", shapes).getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest, FINGERPRINT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void describe(Type declared, Set<String> shapes) {
    Class<?> type = raw(declared);
    StringBuilder shape = new StringBuilder(type.getName());
    List<Type> parts = new ArrayList<>();
    if (type.isEnum()) {
      shape.append(Arrays.toString(type.getEnumConstants()));
    } else if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        shape.append(' ').append(component.getGenericType()).append(' ');
        shape.append(component.getName());
        parts.add(component.getGenericType());
      }
    } else if (type.isSealed()) {
      parts.addAll(List.of(type.getPermittedSubclasses()));
    }
    if (declared instanceof ParameterizedType generic) {
      parts.addAll(List.of(generic.getActualTypeArguments()));
    }
    if (shapes.add(shape.toString())) {
      parts.forEach(part -> describe(part, shapes));
    }
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalArgumentException("type " + type + " cannot be written down");
    };
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static void put(DataOutputStream out, Type declared, @Nullable Object value)
      throws IOException {
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
      case Optional<?> some -> put(out, argument(declared, 0), some.orElse(null));
      case Collection<?> many -> putAll(out, argument(declared, 0), many);
      case Map<?, ?> map -> putMap(out, declared, map);
      case Record parts -> putRecord(out, raw(declared), parts);
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
      put(out, argument(declared, 0), entry.getKey());
      put(out, argument(declared, 1), entry.getValue());
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

  private static @Nullable Object get(DataInputStream in, Type declared)
      throws IOException, InvocationTargetException {
    if (!in.readBoolean()) {
      return null;
    }
    Class<?> type = raw(declared);
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
      case "Optional" -> Optional.ofNullable(get(in, argument(declared, 0)));
      case "List" -> getAll(in, argument(declared, 0), new ArrayList<>());
      case "Set" -> getAll(in, argument(declared, 0), new LinkedHashSet<>());
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
      map.put(get(in, argument(declared, 0)), get(in, argument(declared, 1)));
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
