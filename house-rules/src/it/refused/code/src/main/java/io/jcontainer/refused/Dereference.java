package io.jcontainer.refused;

import org.jspecify.annotations.Nullable;

/** NullAway: what may be null is used. */
final class Dereference {
  private Dereference() {}

  static int length(@Nullable String text) {
    return text.length();
  }
}
