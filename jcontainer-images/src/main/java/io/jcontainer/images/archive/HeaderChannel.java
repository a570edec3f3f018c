package io.jcontainer.images.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A file whose archive headers are read, and no more of them than is sane: what a tar library keeps
 * of them in memory is bounded by what it gets to read.
 */
final class HeaderChannel implements SeekableByteChannel {
  /** Room for a hundred thousand files. */
  private static final long MOST = 64 << 20;

  private final FileChannel file;
  private long read;

  HeaderChannel(FileChannel file) {
    this.file = file;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = file.read(target);
    read += Math.max(count, 0);
    if (read > MOST) {
      throw new IOException("its headers have more than 64 MiB");
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    throw new IOException("opened for reading");
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    throw new IOException("opened for reading");
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
