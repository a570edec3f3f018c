package io.jcontainer.linux.rootfs;

import io.jcontainer.ByteSize;
import io.jcontainer.Mount;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import java.util.Optional;

/**
 * Where a container's writes to its root go: overlayfs's upper and work directory, beneath the
 * store or, with a limit, on a tmpfs of that size. A quota of the disk's own file system would need
 * one that has quotas, prepared by the host's administrator.
 *
 * @param path of the directory that holds both, for calls that take a path and nothing else
 * @param limited the tmpfs, owned, if there is a limit
 */
public record WritableLayer(String path, Optional<Fd> limited) implements AutoCloseable {
  private static final String UPPER = "/upper";
  private static final String WORK = "/work";

  /** What a volatile overlay makes in its work directory. */
  private static final String VOLATILE = "work/incompat/volatile";

  /**
   * Makes one. To be called on the mapped thread.
   *
   * @param directory path beneath the store, where there is nothing yet
   */
  static WritableLayer make(
      Kernel kernel, StoreTree store, String directory, Optional<ByteSize> limit) {
    if (limit.isPresent()) {
      return onTmpfs(kernel, limit.get());
    }
    kernel.mkdir(store.descriptor(), directory, 0755);
    kernel.mkdir(store.descriptor(), directory + UPPER, 0755);
    kernel.mkdir(store.descriptor(), directory + WORK, 0755);
    return new WritableLayer(store.throughDescriptor(directory), Optional.empty());
  }

  private static WritableLayer onTmpfs(Kernel kernel, ByteSize size) {
    Mount.Tmpfs wanted = new Mount.Tmpfs(UPPER, size, 0755);
    Fd tmpfs = MountSource.tmpfs(kernel, wanted, MountAttr.NODEV);
    try {
      kernel.mkdir(tmpfs, UPPER.substring(1), 0755);
      kernel.mkdir(tmpfs, WORK.substring(1), 0755);
      return new WritableLayer("/proc/self/fd/" + tmpfs.number(), Optional.of(tmpfs));
    } catch (RuntimeException e) {
      tmpfs.close();
      throw e;
    }
  }

  /**
   * Forgets that a volatile overlay was mounted on it, which the kernel takes for a reason not to
   * mount it again: after a crash of the host, what was written might be half there. This process
   * has lived through it all, so the host has not crashed. To be called on the mapped thread, when
   * no overlay uses it.
   */
  void renewWork(Kernel kernel) {
    try (Fd work = kernel.open(Descriptor.CWD, work(), O.PATH | O.DIRECTORY, 0)) {
      remove(kernel, work, VOLATILE + "/dirty", 0);
      remove(kernel, work, VOLATILE, At.REMOVEDIR);
    }
  }

  private static void remove(Kernel kernel, Fd directory, String name, int flags) {
    try {
      kernel.unlink(directory, name, flags);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
    }
  }

  /** The path of the upper directory. */
  public String upper() {
    return path + UPPER;
  }

  /** The path of the work directory. */
  String work() {
    return path + WORK;
  }

  @Override
  public void close() {
    limited.ifPresent(Fd::close);
  }
}
