package io.jcontainer.linux.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One end of a connection with a command, whose other end is a descriptor of it. */
final class SocketChannel implements ByteChannel {
  private static final int CHUNK = 64 * 1024;

  private final PipeInput input;
  private final PipeOutput output;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Owns the two, which are descriptors of the same socket. */
  SocketChannel(PipeInput input, PipeOutput output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public int read(ByteBuffer destination) throws IOException {
    checkOpen();
    if (!destination.hasRemaining()) {
      return 0;
    }
    byte[] chunk = new byte[Math.min(destination.remaining(), CHUNK)];
    int count = input.read(chunk, 0, chunk.length);
    if (count > 0) {
      destination.put(chunk, 0, count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    checkOpen();
    int written = 0;
    byte[] chunk = new byte[Math.min(source.remaining(), CHUNK)];
    while (source.hasRemaining()) {
      int count = Math.min(source.remaining(), chunk.length);
      source.get(source.position(), chunk, 0, count);
      output.write(chunk, 0, count);
      source.position(source.position() + count);
      written += count;
    }
    return written;
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed.get()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      input.close();
      output.close();
    }
  }
}
