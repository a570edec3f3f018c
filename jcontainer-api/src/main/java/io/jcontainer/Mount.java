package io.jcontainer;

import java.nio.file.Path;
import java.util.Set;

/** Something shown inside a container at an absolute path. */
public sealed interface Mount {
  /** Absolute path inside the container, without {@code .} and {@code ..}. */
  String target();

  /**
   * A directory or file of the host. Its owners are shifted: what root owns there, root of the
   * container owns here. Set-user-id programs and devices of it do not work.
   *
   * @param source absolute path on the host; must exist when the container starts
   * @param target absolute path inside the container
   * @param mode what the container may do
   * @param options what else; none shows the one mount without those beneath it
   */
  record Bind(Path source, String target, BindMode mode, Set<BindOption> options) implements Mount {
    /** Refuses a target that is not absolute and plain. */
    public Bind {
      MountTarget.check(target);
      source = source.toAbsolutePath().normalize();
      options = Set.copyOf(options);
    }

    /** One without options. */
    public Bind(Path source, String target, BindMode mode) {
      this(source, target, mode, Set.of());
    }
  }

  /**
   * Memory that vanishes with the container.
   *
   * @param target absolute path inside the container
   * @param size the most it holds
   * @param mode permission bits of its root, 0 to 07777
   */
  record Tmpfs(String target, ByteSize size, int mode) implements Mount {
    /** Refuses a target that is not absolute and plain, no size at all, and other bits. */
    public Tmpfs {
      MountTarget.check(target);
      if (size.bytes() == 0) {
        throw new InvalidSpecException("tmpfs size 0 B at " + target, "it must hold something");
      }
      if ((mode & ~07777) != 0) {
        throw new InvalidSpecException(
            "tmpfs mode 0" + Integer.toOctalString(mode) + " at " + target,
            "it is between 0 and 07777");
      }
    }

    /** One that everybody inside may write to, mode 1777. */
    public Tmpfs(String target, ByteSize size) {
      this(target, size, 01777);
    }
  }

  /**
   * Another image, or a part of it, read-only. Set-user-id programs and devices of it do not work;
   * other programs do.
   *
   * @param image which; the container keeps it in the store as it keeps its own
   * @param target absolute path inside the container
   * @param subpath absolute path of a directory or file in the image, as the image's own links
   *     lead; {@code /} for all of it
   */
  record OfImage(Image image, String target, String subpath) implements Mount {
    /** Refuses a target and a path in the image that are not absolute and plain. */
    public OfImage {
      MountTarget.check(target);
      AbsolutePath.check("path in image " + image, subpath);
    }

    /** All of the image. */
    public OfImage(Image image, String target) {
      this(image, target, "/");
    }
  }

  /**
   * A volume. Set-user-id programs and devices in it do not work.
   *
   * @param volume which; it is made when there is none of that name
   * @param target absolute path inside the container
   * @param mode what the container may do
   */
  record Stored(Volume volume, String target, BindMode mode) implements Mount {
    /** Refuses a target that is not absolute and plain. */
    public Stored {
      MountTarget.check(target);
    }
  }
}
