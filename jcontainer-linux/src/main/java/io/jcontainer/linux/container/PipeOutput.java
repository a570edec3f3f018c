package io.jcontainer.linux.container;

import io.jcontainer.kernel.Epoll;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** What a process reads, unbuffered: a writer waits while the process does not read. */
final class PipeOutput extends OutputStream implements ProcessStream {
  private final Kernel kernel;
  private final Fd end;
  private final ReentrantLock lock = new ReentrantLock();
  private final Readiness writable;
  private boolean closed;
  private boolean ended;

  /**
   * A stream.
   *
   * @param end non-blocking; owned from now on
   */
  PipeOutput(Kernel kernel, EventLoop events, Fd end) {
    this.kernel = kernel;
    this.end = end;
    this.writable = new Readiness(events, end, Epoll.OUT, lock);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    lock.lock();
    try {
      int written = 0;
      while (written < length) {
        checkOpen();
        int count = writeNow(buffer, offset + written, length - written);
        if (count < 0) {
          writable.await();
        } else {
          written += count;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (ended) {
      throw new IOException("the process has ended");
    }
  }

  /** How many bytes were taken, -1 if none can be taken now. */
  private int writeNow(byte[] buffer, int offset, int length) throws IOException {
    try {
      return kernel.writeOnce(end, buffer, offset, length);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.EAGAIN)) {
        return -1;
      }
      throw new IOException("cannot write to the process: " + e.getMessage(), e);
    }
  }

  @Override
  public void processEnded() {
    lock.lock();
    try {
      ended = true;
      letGo();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      letGo();
    } finally {
      lock.unlock();
    }
  }

  private void letGo() {
    if (!end.isClosed()) {
      writable.stop();
      end.close();
    }
  }
}
