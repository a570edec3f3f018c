package io.jcontainer.linux.files;

import io.jcontainer.ByteSize;
import io.jcontainer.DiskUsage;
import io.jcontainer.kernel.FileSystemUsage;

/** How full a file system is, as users are told. */
public final class Fullness {
  private Fullness() {}

  /** From what the kernel counts. One that makes inodes as it goes has none to run out of. */
  public static DiskUsage of(FileSystemUsage now) {
    return new DiskUsage(
        ByteSize.ofBytes(now.size() - now.free()),
        ByteSize.ofBytes(now.size()),
        now.free() == 0 || (now.files() > 0 && now.freeFiles() == 0));
  }
}
