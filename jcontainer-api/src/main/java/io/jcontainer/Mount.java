package io.jcontainer;

import java.nio.file.Path;

/** Something shown inside a container at an absolute path. */
public sealed interface Mount {
  /** Absolute path inside the container, without {@code .} and {@code ..}. */
  String target();

  /**
   * A directory or file of the host. Submounts beneath it are not shown.
   *
   * @param source absolute path on the host; must exist when the container starts
   * @param target absolute path inside the container
   * @param mode what the container may do
   */
  record Bind(Path source, String target, BindMode mode) implements Mount {
    /** Refuses a target that is not absolute and plain. */
    public Bind {
      MountTarget.check(target);
      source = source.toAbsolutePath().normalize();
    }
  }

  /**
   * Memory that vanishes with the container.
   *
   * @param target absolute path inside the container
   * @param size the most it holds
   */
  record Tmpfs(String target, ByteSize size) implements Mount {
    /** Refuses a target that is not absolute and plain, and no size at all. */
    public Tmpfs {
      MountTarget.check(target);
      if (size.bytes() == 0) {
        throw new InvalidSpecException("tmpfs size 0 B at " + target, "it must hold something");
      }
    }
  }
}
