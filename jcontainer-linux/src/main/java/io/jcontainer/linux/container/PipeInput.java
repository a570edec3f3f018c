package io.jcontainer.linux.container;

import io.jcontainer.kernel.Epoll;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a process writes, read by whoever asks: nothing is read ahead, so that the process waits for
 * its reader. When the process has ended, what the pipe still holds is taken into memory and the
 * descriptor closed, whether or not somebody ever reads it.
 */
final class PipeInput extends InputStream implements ProcessStream {
  /** The largest pipe that an unprivileged process may make ({@code pipe(7)}, pipe-max-size). */
  private static final int LARGEST_PIPE = 1 << 20;

  private static final int CHUNK = 64 * 1024;

  private final Kernel kernel;
  private final Fd end;
  private final ReentrantLock lock = new ReentrantLock();
  private final Readiness readable;
  private @Nullable InputStream rest;
  private @Nullable IOException failure;
  private boolean closed;

  /**
   * A stream.
   *
   * @param end non-blocking; owned from now on
   */
  PipeInput(Kernel kernel, EventLoop events, Fd end) {
    this.kernel = kernel;
    this.end = end;
    this.readable = new Readiness(events, end, Epoll.IN, lock);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (!closed) {
        if (failure != null) {
          throw new IOException(failure.getMessage(), failure);
        }
        if (rest != null) {
          return rest.read(buffer, offset, length);
        }
        int count = readNow(buffer, offset, length);
        if (count > 0) {
          return count;
        }
        if (count == 0) {
          finish(InputStream.nullInputStream());
        } else {
          readable.await();
        }
      }
      throw new IOException("the stream is closed");
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes came: 0 at the end, -1 if there are none now. */
  private int readNow(byte[] buffer, int offset, int length) throws IOException {
    try {
      return kernel.read(end, buffer, offset, length);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.EAGAIN)) {
        return -1;
      }
      if (e.errno().equals(Errno.EIO)) { // the other side of a terminal is closed (pty(7))
        return 0;
      }
      throw new IOException("cannot read from the process: " + e.getMessage(), e);
    }
  }

  private void finish(InputStream left) {
    rest = left;
    readable.stop();
    end.close();
  }

  @Override
  public int available() throws IOException {
    lock.lock();
    try {
      return rest == null ? 0 : rest.available();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void processEnded() {
    lock.lock();
    try {
      if (closed || rest != null) {
        return;
      }
      ByteArrayOutputStream left = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      int count = readNow(chunk, 0, CHUNK);
      while (count > 0 && left.size() < LARGEST_PIPE) {
        left.write(chunk, 0, count);
        count = readNow(chunk, 0, CHUNK);
      }
      finish(new ByteArrayInputStream(left.toByteArray()));
    } catch (IOException e) {
      failure = e;
      finish(InputStream.nullInputStream());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        readable.stop();
        end.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
