package io.jcontainer.linux.security;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a well-formed JSON document into maps, lists, strings, numbers and null: enough for the
 * profiles of packages, and nothing in common with the reader that users get.
 */
final class MiniJson {
  private final String text;
  private int at;

  private MiniJson(String text) {
    this.text = text;
  }

  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> object(String text) {
    return (Map<String, @Nullable Object>) new MiniJson(text).object();
  }

  private @Nullable Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> word();
    };
  }

  private Object object() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    take('{');
    while (peek() != '}') {
      String name = string();
      take(':');
      object.put(name, value());
      if (peek() == ',') {
        take(',');
      }
    }
    take('}');
    return object;
  }

  private Object array() {
    List<@Nullable Object> array = new ArrayList<>();
    take('[');
    while (peek() != ']') {
      array.add(value());
      if (peek() == ',') {
        take(',');
      }
    }
    take(']');
    return array;
  }

  private String string() {
    take('"');
    int end = text.indexOf('"', at);
    String string = text.substring(at, end);
    if (string.contains("\\")) {
      throw new IllegalArgumentException("no escapes here: " + string);
    }
    at = end + 1;
    return string;
  }

  private @Nullable Object word() {
    int begin = at;
    while ("0123456789-nulltruefalse".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String word = text.substring(begin, at);
    return word.equals("null") ? null : Long.valueOf(Long.parseUnsignedLong(word));
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void take(char expected) {
    if (peek() != expected) {
      throw new IllegalArgumentException(expected + " expected at " + at);
    }
    at++;
  }
}
