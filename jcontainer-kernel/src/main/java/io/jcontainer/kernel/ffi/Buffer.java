package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** Native memory without a struct: file contents, names, arrays of int. */
public final class Buffer {
  private final MemorySegment memory;

  Buffer(MemorySegment memory) {
    this.memory = memory;
  }

  /** Where it is. */
  public long address() {
    return memory.address();
  }

  /** How many bytes it has. */
  public long size() {
    return memory.byteSize();
  }

  /** Fills it from the start. */
  public void write(byte[] source, int offset, int length) {
    MemorySegment.copy(source, offset, memory, JAVA_BYTE, 0, length);
  }

  /** Copies its first bytes out. */
  public void read(byte[] target, int offset, int length) {
    MemorySegment.copy(memory, JAVA_BYTE, 0, target, offset, length);
  }

  /** Its first bytes. */
  public byte[] bytes(int length) {
    byte[] copy = new byte[length];
    read(copy, 0, length);
    return copy;
  }

  /** The int at an index. */
  public int intAt(int index) {
    return memory.getAtIndex(JAVA_INT, index);
  }

  /** Sets the int at an index. */
  public void setInt(int index, int value) {
    memory.setAtIndex(JAVA_INT, index, value);
  }
}
