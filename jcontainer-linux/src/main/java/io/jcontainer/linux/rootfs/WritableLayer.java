package io.jcontainer.linux.rootfs;

import io.jcontainer.ByteSize;
import io.jcontainer.Mount;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.MountAttr;
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
