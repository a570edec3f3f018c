package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** {@code struct statfs} of {@code sys/vfs.h}, what {@code fstatfs(2)} fills. */
public final class StatFs extends Struct {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("f_type"),
              JAVA_LONG.withName("f_bsize"),
              JAVA_LONG.withName("f_blocks"),
              JAVA_LONG.withName("f_bfree"),
              JAVA_LONG.withName("f_bavail"),
              JAVA_LONG.withName("f_files"),
              JAVA_LONG.withName("f_ffree"),
              MemoryLayout.paddingLayout(64))
          .withName("struct statfs");

  private static final long BLOCK_SIZE = offset(LAYOUT, "f_bsize");
  private static final long BLOCKS = offset(LAYOUT, "f_blocks");
  private static final long FREE_BLOCKS = offset(LAYOUT, "f_bfree");
  private static final long FILES = offset(LAYOUT, "f_files");
  private static final long FREE_FILES = offset(LAYOUT, "f_ffree");

  /** Room for one. */
  public StatFs(Frame frame) {
    super(frame.allocate(LAYOUT.byteSize()));
  }

  /** f_blocks in bytes. */
  public long size() {
    return memory.get(JAVA_LONG, BLOCKS) * memory.get(JAVA_LONG, BLOCK_SIZE);
  }

  /** f_bfree in bytes. */
  public long free() {
    return memory.get(JAVA_LONG, FREE_BLOCKS) * memory.get(JAVA_LONG, BLOCK_SIZE);
  }

  /** f_files. */
  public long files() {
    return memory.get(JAVA_LONG, FILES);
  }

  /** f_ffree. */
  public long freeFiles() {
    return memory.get(JAVA_LONG, FREE_FILES);
  }
}
