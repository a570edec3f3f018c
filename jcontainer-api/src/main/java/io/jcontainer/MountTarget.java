package io.jcontainer;

import java.util.List;

/** The rule for a path inside a container that something is shown at. */
final class MountTarget {
  private static final int PATH_MAX = 4096;

  /** What the runtime itself builds: nothing may be put over it or beneath it. */
  private static final List<String> RESERVED = List.of("/proc", "/sys", "/dev");

  private MountTarget() {}

  static void check(String target) {
    AbsolutePath.check("mount target", target);
    if (target.equals("/")) {
      throw new InvalidSpecException("mount target /", "the root is the image's");
    }
    for (String reserved : RESERVED) {
      if (target.equals(reserved) || target.startsWith(reserved + "/")) {
        throw new InvalidSpecException(
            "mount target " + target, reserved + " is made by the runtime and is not replaced");
      }
    }
    if (target.length() >= PATH_MAX) {
      throw new InvalidSpecException("mount target", "a path has at most 4095 characters");
    }
  }
}
