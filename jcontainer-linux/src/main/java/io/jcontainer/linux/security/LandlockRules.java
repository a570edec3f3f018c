package io.jcontainer.linux.security;

import io.jcontainer.BindMode;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Mount;
import io.jcontainer.kernel.LandlockAccess;
import java.util.ArrayList;
import java.util.List;

/**
 * What Landlock lets the processes of a container do with files: whatever lies beneath no path that
 * is granted is out of reach.
 *
 * @param handled the rights that have to be granted, {@link LandlockAccess}
 * @param grants where which are
 */
public record LandlockRules(long handled, List<Grant> grants) {
  private static final long READ =
      LandlockAccess.EXECUTE | LandlockAccess.READ_FILE | LandlockAccess.READ_DIR;

  /** What is written to is often cut first. */
  private static final long WRITE = LandlockAccess.WRITE_FILE | LandlockAccess.TRUNCATE;

  /** Those that mean something for a file that is no directory. */
  private static final long OF_FILES =
      LandlockAccess.EXECUTE | LandlockAccess.READ_FILE | WRITE | LandlockAccess.IOCTL_DEV;

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
    long all = LandlockAccess.known(version);
    if (!spec.readOnlyRoot()) {
      return new LandlockRules(all, List.of(new Grant("/", all)));
    }
    List<Grant> grants = new ArrayList<>();
    grants.add(new Grant("/", all & (READ | LandlockAccess.IOCTL_DEV)));
    grants.add(new Grant("/proc", all & WRITE));
    grants.add(new Grant("/dev", all));
    spec.mounts().stream()
        .filter(LandlockRules::isWritable)
        .map(Mount::target)
        .forEach(target -> grants.add(new Grant(target, all)));
    spec.security().shownPaths().stream()
        .sorted()
        .forEach(path -> grants.add(new Grant(path, all & WRITE)));
    return new LandlockRules(all, grants);
  }

  /** What of the rights can be had of a file that is no directory. */
  public static long ofFile(long rights) {
    return rights & OF_FILES;
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
