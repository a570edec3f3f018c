package io.jcontainer.refused;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** NullAway in JSpecify mode: what a type argument says about null counts. */
final class NullableElement {
  private NullableElement() {}

  static List<String> known(List<@Nullable String> perhaps) {
    return perhaps;
  }
}
