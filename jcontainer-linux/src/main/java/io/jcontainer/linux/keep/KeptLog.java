package io.jcontainer.linux.keep;

import io.jcontainer.LogSource;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a keeper has written of a container's output, from the oldest that is left on, and
 * later what came since. Safe for use by many threads.
 */
public final class KeptLog implements AutoCloseable {
  private static final int CHUNK = 2 * KeeperFiles.FRAME_SIZE;

  private final Kernel kernel;
  private final Descriptor home;
  private final Output output;
  private byte[] pending = new byte[0];
  private @Nullable Fd file;
  private boolean closed;

  /** Takes a piece of output. */
  @FunctionalInterface
  public interface Output {
    /** What was read at that time. */
    void take(LogSource source, Instant time, byte[] bytes);
  }

  /** Reads the log in a home, which stays the caller's. */
  public KeptLog(Kernel kernel, Descriptor home, Output output) {
    this.kernel = kernel;
    this.home = home;
    this.output = output;
  }

  /** Passes on what is there and was not passed on yet. */
  public synchronized void read() {
    if (closed) {
      return;
    }
    if (file == null) {
      file = open(KeeperFiles.OLD_LOG).or(() -> open(KeeperFiles.LOG)).orElse(null);
    }
    while (file != null) {
      drain(file);
      Optional<Fd> next = open(KeeperFiles.LOG);
      if (next.isEmpty() || isSame(file, next.get())) {
        next.ifPresent(Fd::close);
        return;
      }
      // the full log's last frame may have come between the two looks
      drain(file);
      file.close();
      pending = new byte[0];
      file = next.get();
    }
  }

  private Optional<Fd> open(String name) {
    try {
      return Optional.of(kernel.open(home, name, O.RDONLY | O.NOFOLLOW, 0));
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isSame(Fd one, Fd other) {
    return kernel.stat(one, "", At.EMPTY_PATH).inode()
        == kernel.stat(other, "", At.EMPTY_PATH).inode();
  }

  private void drain(Fd log) {
    byte[] chunk = new byte[CHUNK];
    int count = kernel.read(log, chunk, 0, chunk.length);
    while (count > 0) {
      byte[] more = new byte[pending.length + count];
      System.arraycopy(pending, 0, more, 0, pending.length);
      System.arraycopy(chunk, 0, more, pending.length, count);
      pending = passFrames(more);
      count = kernel.read(log, chunk, 0, chunk.length);
    }
  }

  /** Passes on the whole frames; what is left is the beginning of one. */
  private byte[] passFrames(byte[] bytes) {
    ByteBuffer frames = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (frames.remaining() >= KeeperFiles.FRAME_HEADER) {
      int start = frames.position();
      long length = frames.getLong(start + 4 * Long.BYTES);
      if (!isFrame(frames, start, length)) {
        frames.position(start + 1); // cut short by a full disk: the next one is looked for
      } else if (frames.remaining() < KeeperFiles.FRAME_HEADER + length) {
        break;
      } else {
        pass(frames, start, (int) length);
      }
    }
    byte[] rest = new byte[frames.remaining()];
    frames.get(rest);
    return rest;
  }

  private static boolean isFrame(ByteBuffer frames, int start, long length) {
    long stream = frames.getLong(start + 3 * Long.BYTES);
    return frames.getLong(start) == KeeperFiles.FRAME_MAGIC
        && (stream == KeeperFiles.STDOUT || stream == KeeperFiles.STDERR)
        && length > 0
        && length <= KeeperFiles.FRAME_SIZE;
  }

  private void pass(ByteBuffer frames, int start, int length) {
    Instant time =
        Instant.ofEpochSecond(
            frames.getLong(start + Long.BYTES), frames.getLong(start + 2 * Long.BYTES));
    LogSource source =
        frames.getLong(start + 3 * Long.BYTES) == KeeperFiles.STDOUT
            ? LogSource.STDOUT
            : LogSource.STDERR;
    byte[] bytes = new byte[length];
    frames.position(start + KeeperFiles.FRAME_HEADER);
    frames.get(bytes);
    output.take(source, time, bytes);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
