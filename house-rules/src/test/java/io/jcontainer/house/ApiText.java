package io.jcontainer.house;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What callers can see of a class, one line each, in an order that does not depend on the source.
 */
final class ApiText {
  private static final int SHOWN =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;

  /** Of every object; that a class implements one of them anew is not its API. */
  private static final Set<String> OF_ALL_OBJECTS = Set.of("equals", "hashCode", "toString");

  private ApiText() {}

  static boolean isApi(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return !type.isSynthetic() && isVisible(type.getModifiers()) && (outer == null || isApi(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  static String of(Class<?> type) {
    Stream<String> members =
        Stream.of(
                Arrays.stream(type.getDeclaredFields()).filter(ApiText::isApi).map(ApiText::line),
                Arrays.stream(type.getDeclaredConstructors())
                    .filter(ApiText::isApi)
                    .map(ApiText::line),
                Arrays.stream(type.getDeclaredMethods()).filter(ApiText::isApi).map(ApiText::line))
            .flatMap(lines -> lines.sorted());
    return Stream.concat(Stream.of(header(type)), members.map(line -> "  " + line))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static boolean isApi(Member member) {
    return isVisible(member.getModifiers())
        && !member.isSynthetic()
        && !OF_ALL_OBJECTS.contains(member.getName());
  }

  private static String header(Class<?> type) {
    return modifiers(type)
        + kind(type)
        + " "
        + type.getName()
        + variables(type.getTypeParameters())
        + parent(type)
        + list(" implements ", type.getAnnotatedInterfaces())
        + permitted(type);
  }

  private static String modifiers(Class<?> type) {
    int implied = type.isInterface() ? Modifier.ABSTRACT : 0;
    return Modifier.toString(type.getModifiers() & SHOWN & ~implied) + " ";
  }

  private static String parent(Class<?> type) {
    AnnotatedType parent = type.getAnnotatedSuperclass();
    boolean implied = parent == null || parent.getType() == Object.class;
    return implied || type.isRecord() || type.isEnum() ? "" : " extends " + text(parent);
  }

  private static String permitted(Class<?> type) {
    return !type.isSealed()
        ? ""
        : Arrays.stream(type.getPermittedSubclasses())
            .map(Class::getName)
            .sorted()
            .collect(Collectors.joining(", ", " permits ", ""));
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return "interface";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isRecord() ? "record" : "class";
  }

  private static String line(Field field) {
    return modifiers(field) + text(field.getAnnotatedType()) + " " + field.getName();
  }

  private static String line(Constructor<?> constructor) {
    return modifiers(constructor) + "new" + signature(constructor);
  }

  private static String line(Method method) {
    return (method.isDefault() ? "default " : "")
        + modifiers(method)
        + variables(method.getTypeParameters())
        + text(method.getAnnotatedReturnType())
        + " "
        + method.getName()
        + signature(method);
  }

  private static String modifiers(Member member) {
    String text = Modifier.toString(member.getModifiers() & SHOWN);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String signature(Executable executable) {
    return "("
        + list("", executable.getAnnotatedParameterTypes())
        + ")"
        + list(" throws ", executable.getAnnotatedExceptionTypes());
  }

  private static String list(String prefix, AnnotatedType[] types) {
    return types.length == 0
        ? ""
        : prefix + Arrays.stream(types).map(ApiText::text).collect(Collectors.joining(", "));
  }

  private static String variables(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(v -> v + list(" extends ", v.getAnnotatedBounds()).replace(" extends Object", ""))
            .collect(Collectors.joining(", ", "<", "> "));
  }

  private static String text(AnnotatedType type) {
    return type.toString()
        .replace("org.jspecify.annotations.", "")
        .replace("@Nullable()", "@Nullable")
        .replace("java.lang.", "");
  }
}
