package io.jcontainer.linux.security;

import io.jcontainer.BindMode;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Mount;
import java.util.ArrayList;
import java.util.List;

/**
 * What Landlock lets the processes of a container do with files: whatever lies beneath no path that
 * is granted is out of reach.
 *
 * @param handled the rights that have to be granted, a bit each ({@code linux/landlock.h})
 * @param grants where which are
 */
public record LandlockRules(long handled, List<Grant> grants) {
  /** To execute, to read a file, and to list a directory. */
  private static final long READ = 1 | 1 << 2 | 1 << 3;

  /** To open a file for writing. */
  private static final long WRITE = 1 << 1;

  /** All that the first version knows, from executing to making symbolic links. */
  private static final long FIRST = (1 << 13) - 1;

  /** To rename and link from one directory to another; since version 2, Linux 5.19. */
  private static final long REFER = 1 << 13;

  /** Since version 3, Linux 6.2. */
  private static final long TRUNCATE = 1 << 14;

  /** To do more to a device than reading and writing; since version 5, Linux 6.10. */
  private static final long CONTROL_DEVICE = 1 << 15;

  /** Those that mean something for a file that is no directory. */
  private static final long OF_FILES = 1 | WRITE | 1 << 2 | TRUNCATE | CONTROL_DEVICE;

  /** Copies the list. */
  public LandlockRules {
    grants = List.copyOf(grants);
  }

  /**
   * Rights beneath a path.
   *
   * @param path absolute, as the container sees it; a directory, or a file
   * @param rights a bit each; those that the kernel does not know are none
   */
  public record Grant(String path, long rights) {}

  /**
   * The rules of a container: all rights beneath a root that can be written to; with one that is
   * read-only, those to write where a mount can be written to.
   *
   * @param version of the kernel's interface, 1 and up
   */
  public static LandlockRules of(ContainerSpec spec, int version) {
    long all = handled(version);
    if (!spec.readOnlyRoot()) {
      return new LandlockRules(all, List.of(new Grant("/", all)));
    }
    List<Grant> grants = new ArrayList<>();
    grants.add(new Grant("/", all & (READ | CONTROL_DEVICE)));
    grants.add(new Grant("/proc", all & (WRITE | TRUNCATE)));
    grants.add(new Grant("/dev", all));
    spec.mounts().stream()
        .filter(LandlockRules::isWritable)
        .map(Mount::target)
        .forEach(target -> grants.add(new Grant(target, all)));
    spec.security().shownPaths().stream()
        .sorted()
        .forEach(path -> grants.add(new Grant(path, all & (WRITE | TRUNCATE))));
    return new LandlockRules(all, grants);
  }

  /** What of the rights can be had of a file that is no directory. */
  public static long ofFile(long rights) {
    return rights & OF_FILES;
  }

  private static long handled(int version) {
    return FIRST
        | (version >= 2 ? REFER : 0)
        | (version >= 3 ? TRUNCATE : 0)
        | (version >= 5 ? CONTROL_DEVICE : 0);
  }

  private static boolean isWritable(Mount mount) {
    return switch (mount) {
      case Mount.Bind bind -> bind.mode() == BindMode.READ_WRITE;
      case Mount.Stored stored -> stored.mode() == BindMode.READ_WRITE;
      case Mount.Tmpfs _ -> true;
      case Mount.OfImage _ -> false;
    };
  }
}
