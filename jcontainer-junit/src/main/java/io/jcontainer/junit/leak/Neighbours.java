package io.jcontainer.junit.leak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The other JVMs of this user on this host that run tests under the same check. Each locks the byte
 * of a common file whose position is its pid, for as long as it lives; the kernel drops the lock of
 * one that died.
 */
public final class Neighbours {
  private static @Nullable Neighbours announced;

  private final FileChannel channel;
  private final long pid;

  Neighbours(Path file, long pid) throws IOException {
    this.pid = pid;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    channel.lock(pid, 1, false);
  }

  /** Makes this JVM a neighbour of the others, until it ends. */
  static synchronized void announce() {
    if (announced == null) {
      String name = "jcontainer-leak-check-" + System.getProperty("user.name") + ".lock";
      try {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), name);
        announced = new Neighbours(file, ProcessHandle.current().pid());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot lock a byte of " + name, e);
      }
    }
  }

  /** Whether there is another one now. */
  public static synchronized boolean present() {
    try {
      return announced != null && announced.others();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for other JVMs under the leak check", e);
    }
  }

  /** Tries every byte but our own. */
  boolean others() throws IOException {
    long next = pid + 1;
    try (FileLock below = channel.tryLock(0, pid, false);
        FileLock above = channel.tryLock(next, Long.MAX_VALUE - next, false)) {
      return below == null || above == null;
    }
  }
}
