package io.jcontainer.images.testing;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk in a file, with an ext4 that is mounted where nobody else sees it, and from which the
 * power can be taken: what was not on the disk by then is lost.
 */
public final class LoopDisk implements AutoCloseable {
  /** {@code FS_IOC_SHUTDOWN}, since Linux 4.10 for ext4: {@code _IOR('X', 125, __u32)}. */
  private static final long SHUTDOWN = 0x8004587DL;

  /** FS_GOING_FLAGS_NOLOGFLUSH: at once, and the journal as it is. */
  private static final byte[] WITHOUT_FLUSHING = {2, 0, 0, 0};

  private final Kernel kernel = new LinuxKernel();
  private final String device;

  /** Makes a disk of some MiB in a new file. */
  public LoopDisk(Path file, int mebibytes) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength((long) mebibytes << 20);
    }
    run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", file.toString());
    device = run("losetup", "--find", "--show", file.toString()).strip();
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }

  /** Mounts the file system, with what its journal says; unmounted when nothing of it is open. */
  public Fd mount() {
    try (Fd context = kernel.fsopen("ext4")) {
      kernel.fsconfigString(context, "source", device);
      kernel.fsconfigCreate(context);
      return kernel.fsmount(context, 0);
    }
  }

  /** Takes the power away. */
  public void cut(Fd mount) {
    try (Fd root = kernel.open(mount, ".", O.RDONLY, 0)) {
      kernel.ioctl(root, SHUTDOWN, WITHOUT_FLUSHING.clone());
    }
  }

  @Override
  public void close() throws IOException {
    run("losetup", "--detach", device);
  }
}
