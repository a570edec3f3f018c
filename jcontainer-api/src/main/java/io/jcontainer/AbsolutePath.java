package io.jcontainer;

/** The rule for a path inside a container. */
final class AbsolutePath {
  private AbsolutePath() {}

  /** Refuses a path that is not absolute, or holds {@code .}, {@code ..}, empty parts or NUL. */
  static void check(String what, String path) {
    String named = what + " \"" + Text.printable(path) + "\"";
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new InvalidSpecException(named, "write an absolute path");
    }
    if (path.equals("/")) {
      return;
    }
    for (String part : path.substring(1).split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new InvalidSpecException(named, "write it without empty parts, . and ..");
      }
    }
  }
}
