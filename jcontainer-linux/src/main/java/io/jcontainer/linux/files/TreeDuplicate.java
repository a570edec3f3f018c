package io.jcontainer.linux.files;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.rootfs.InRoot;
import java.util.OptionalLong;

/** Copies a directory of an image as it is: what a volume begins with. */
public final class TreeDuplicate {
  private TreeDuplicate() {}

  /**
   * Copies what an image has at a path into a directory, which takes its owner and mode too.
   * Nothing is copied if the image has no directory there.
   *
   * @param root of the image, where nobody writes
   * @param path absolute path in the image
   * @param target empty directory
   */
  public static void into(
      Kernel kernel, Owners owners, Descriptor root, String path, Descriptor target) {
    Progress progress = new Progress(path, OptionalLong.empty());
    FileThread.call(
        kernel,
        OptionalLong.of(owners.first()),
        progress,
        () -> {
          copy(kernel, root, path, target, progress);
          return true;
        });
  }

  private static void copy(
      Kernel kernel, Descriptor root, String path, Descriptor target, Progress progress) {
    Fd opened;
    try {
      opened = new InRoot(kernel, root).open(path, O.PATH | O.DIRECTORY);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ENOTDIR)) {
        return;
      }
      throw e;
    }
    try (Fd found = opened;
        DirectorySink sink =
            new DirectorySink(kernel, target, Attributes.same(), any -> true, progress)) {
      FileStatus status = kernel.stat(found, "", At.EMPTY_PATH);
      new TreeWalk(kernel, any -> true, progress, sink).content(found, path);
      sink.dressTop(found, status);
    }
  }
}
