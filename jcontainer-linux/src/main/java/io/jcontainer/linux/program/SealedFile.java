package io.jcontainer.linux.program;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MemFd;
import io.jcontainer.kernel.Seal;

/**
 * An executable file in memory that nobody can change any more ({@code memfd_create(2)}), so that a
 * container that gets hold of it cannot put something else in its place (CVE-2019-5736).
 */
final class SealedFile {
  private static final int SEALS = Seal.SEAL | Seal.SHRINK | Seal.GROW | Seal.WRITE;

  private SealedFile() {}

  static Fd of(Kernel kernel, byte[] content) {
    Fd file = create(kernel);
    try {
      kernel.write(file, content, 0, content.length);
      seal(kernel, file);
      return file;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static Fd create(Kernel kernel) {
    try {
      return kernel.memfd("jcontainer", MemFd.ALLOW_SEALING | MemFd.EXEC);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.EINVAL)) {
        return kernel.memfd(
            "jcontainer", MemFd.ALLOW_SEALING); // before Linux 6.3: always executable
      }
      if (e.errno().equals(Errno.EACCES)) {
        throw new HostUnsupportedException(
            HostFeature.PRIVILEGE,
            "executable files in memory are forbidden",
            "set vm.memfd_noexec to 0 or 1 with sysctl(8)");
      }
      throw e;
    }
  }

  /** Without the seal on the mode bits where the kernel is older than it (Linux 6.3). */
  private static void seal(Kernel kernel, Fd file) {
    try {
      kernel.addSeals(file, SEALS | Seal.EXEC);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EINVAL)) {
        throw e;
      }
      kernel.addSeals(file, SEALS);
    }
  }
}
