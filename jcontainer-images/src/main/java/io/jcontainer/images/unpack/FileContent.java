package io.jcontainer.images.unpack;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.Seek;
import java.util.Iterator;
import java.util.List;

/** Takes the data of a file and writes it where the file's extents say; holes stay holes. */
final class FileContent implements TarInput.Sink {
  private final Kernel kernel;
  private final Fd file;
  private final Iterator<Extent> extents;
  private long position;
  private long left;

  FileContent(Kernel kernel, Fd file, List<Extent> extents) {
    this.kernel = kernel;
    this.file = file;
    this.extents = extents.iterator();
  }

  @Override
  public void accept(byte[] bytes, int offset, int length) {
    for (int written = 0; written < length; ) {
      if (left == 0) {
        nextExtent();
      }
      int piece = (int) Math.min(left, length - written);
      kernel.write(file, bytes, offset + written, piece);
      written += piece;
      position += piece;
      left -= piece;
    }
  }

  private void nextExtent() {
    Extent next = extents.next();
    if (next.offset() != position) {
      position = kernel.seek(file, next.offset(), Seek.SET);
    }
    left = next.length();
  }

  /** Makes the file as long as it is: it may end in a hole. */
  void end(long size) {
    if (size != position) {
      kernel.truncate(file, size);
    }
  }
}
