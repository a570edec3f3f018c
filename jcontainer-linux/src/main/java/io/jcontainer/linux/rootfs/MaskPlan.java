package io.jcontainer.linux.rootfs;

import io.jcontainer.SecurityOptions;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.security.ProcPolicy;
import io.jcontainer.linux.security.ProcPolicy.KernelPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The masks that this kernel needs, and of which kind each is. Found once per engine: the host's
 * {@code /proc} and {@code /sys} show every name that a container's can show, as the same kernel
 * makes both.
 *
 * @param masked paths to hide
 * @param readOnly paths to write-protect
 */
public record MaskPlan(List<Mask> masked, List<KernelPath> readOnly) {
  /** Copies the lists. */
  public MaskPlan {
    masked = List.copyOf(masked);
    readOnly = List.copyOf(readOnly);
  }

  /**
   * A path to hide.
   *
   * @param path where
   * @param directory whether a directory has to cover it, rather than a file
   */
  public record Mask(KernelPath path, boolean directory) {}

  /** Looks at the host's kernel. */
  public static MaskPlan detect(Kernel kernel) {
    List<Mask> masked = new ArrayList<>();
    for (KernelPath path : ProcPolicy.masked(cpuNames(kernel))) {
      look(kernel, path).ifPresent(masked::add);
    }
    List<KernelPath> readOnly = new ArrayList<>();
    for (KernelPath path : ProcPolicy.readOnly()) {
      try {
        kernel.stat(Descriptor.CWD, path.toString(), At.SYMLINK_NOFOLLOW);
        readOnly.add(path);
      } catch (KernelException e) {
        ignoreIfMissing(e);
      }
    }
    return new MaskPlan(masked, readOnly);
  }

  /** The plan of a container that wants more or less hidden than others. */
  public MaskPlan of(Kernel kernel, SecurityOptions options) {
    if (options.hiddenPaths().isEmpty()
        && options.shownPaths().isEmpty()
        && !options.allSystemPathsShown()) {
      return this;
    }
    Predicate<KernelPath> kept =
        path -> !options.allSystemPathsShown() && !options.shownPaths().contains(path.toString());
    List<Mask> hidden =
        new ArrayList<>(masked.stream().filter(mask -> kept.test(mask.path())).toList());
    for (String path : options.hiddenPaths().stream().sorted().toList()) {
      if (hidden.stream().noneMatch(mask -> mask.path().toString().equals(path))) {
        look(kernel, KernelPath.parse(path)).ifPresent(hidden::add);
      }
    }
    return new MaskPlan(hidden, readOnly.stream().filter(kept).toList());
  }

  private static Optional<Mask> look(Kernel kernel, KernelPath path) {
    try {
      boolean directory =
          kernel.stat(Descriptor.CWD, path.toString(), At.SYMLINK_NOFOLLOW).isDirectory();
      return Optional.of(new Mask(path, directory));
    } catch (KernelException e) {
      ignoreIfMissing(e);
      return Optional.empty();
    }
  }

  private static List<String> cpuNames(Kernel kernel) {
    String cpus = ProcPolicy.CPUS.toString();
    try (Fd directory = kernel.open(Descriptor.CWD, cpus, O.RDONLY | O.DIRECTORY, 0)) {
      return kernel.list(directory).stream().map(DirectoryEntry::name).toList();
    } catch (KernelException e) {
      ignoreIfMissing(e);
      return List.of();
    }
  }

  /** What this kernel does not have needs no mask. */
  private static void ignoreIfMissing(KernelException e) {
    if (!e.errno().equals(Errno.ENOENT)) {
      throw e;
    }
  }
}
