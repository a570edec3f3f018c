package io.jcontainer.linux.keep;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the types are made of whose values are written down. */
final class RecordShape {
  /** Bytes of a fingerprint. */
  static final int LENGTH = 16;

  private RecordShape() {}

  /** A digest of the shape of a type and of all that it is made of. */
  static byte[] fingerprint(Class<?> type) {
    Set<String> shapes = new TreeSet<>();
    describe(type, shapes);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", shapes).getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest, LENGTH);
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

  /** The class of a type, whatever its arguments. */
  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalArgumentException("type " + type + " cannot be written down");
    };
  }

  /** What a collection or another generic type holds. */
  static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
