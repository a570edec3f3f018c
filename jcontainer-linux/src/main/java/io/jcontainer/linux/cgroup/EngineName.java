package io.jcontainer.linux.cgroup;

import java.util.Optional;
import java.util.regex.Pattern;

/** How the directories of an engine are named, so that another engine can find them. */
final class EngineName {
  private static final String PREFIX = "jcontainer-";
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,63}");

  private EngineName() {}

  /** The name of an engine's directory. */
  static String of(String engineId) {
    if (!ID.matcher(engineId).matches()) {
      throw new IllegalArgumentException("not an engine id: " + engineId);
    }
    return PREFIX + engineId;
  }

  /** The engine that a directory belongs to; empty if its name is not that of an engine's. */
  static Optional<String> engineOf(String name) {
    if (!name.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return Optional.of(name.substring(PREFIX.length())).filter(id -> ID.matcher(id).matches());
  }
}
