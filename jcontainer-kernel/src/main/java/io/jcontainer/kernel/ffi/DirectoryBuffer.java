package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * What {@code getdents64(2)} fills: {@code struct linux_dirent64} one after another, each with its
 * name and NUL, padded to 8 bytes.
 */
public final class DirectoryBuffer extends Struct {
  private static final long SIZE = 32 * 1024L;

  /** The header alone; the name follows it without padding. */
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("d_ino"),
              JAVA_LONG.withName("d_off"),
              JAVA_SHORT.withName("d_reclen"),
              JAVA_BYTE.withName("d_type"),
              JAVA_BYTE.withName("d_name"))
          .withName("struct dirent64");

  private static final long INODE = offset(LAYOUT, "d_ino");
  private static final long RECORD_LENGTH = offset(LAYOUT, "d_reclen");
  private static final long TYPE = offset(LAYOUT, "d_type");
  private static final long NAME = offset(LAYOUT, "d_name");

  private long position;
  private long end;

  /** Room for some hundred entries. */
  public DirectoryBuffer(Frame frame) {
    super(frame.allocate(SIZE));
  }

  /** How many bytes there is room for. */
  public long size() {
    return SIZE;
  }

  /** Stands before the first of the entries that were just filled in. */
  public void filled(long bytes) {
    position = -1;
    end = bytes;
  }

  /** Moves to the next entry, or says that there is none. */
  public boolean next() {
    position = position < 0 ? 0 : position + recordLength();
    return position < end;
  }

  private int recordLength() {
    return Short.toUnsignedInt(memory.get(JAVA_SHORT, position + RECORD_LENGTH));
  }

  /** d_ino of the entry. */
  public long inode() {
    return memory.get(JAVA_LONG, position + INODE);
  }

  /** d_type of the entry. */
  public int type() {
    return memory.get(JAVA_BYTE, position + TYPE);
  }

  /** d_name of the entry, without its NUL. */
  public byte[] name() {
    long start = position + NAME;
    long stop = start;
    while (memory.get(JAVA_BYTE, stop) != 0) {
      stop++;
    }
    return memory.asSlice(start, stop - start).toArray(JAVA_BYTE);
  }
}
