package io.jcontainer.refused;

import java.util.List;

/** Lint, and warnings being errors. */
final class RawType {
  private RawType() {}

  static List raw() {
    return List.of();
  }
}
