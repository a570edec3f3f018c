package io.jcontainer.kernel.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The native memory of one call, and the call itself.
 *
 * <p>Every call opens a frame of its own and closes it: strings, structs and above all the place
 * where errno is captured belong to one thread for the length of one call. Memory that is kept per
 * carrier thread would be shared by virtual threads, which then read each other's errno.
 *
 * <p>One block is taken from the C heap and cut into slices, as most calls need a path and a struct
 * or less; only what is larger gets a block of its own.
 */
public final class Frame implements AutoCloseable {
  private static final long BLOCK = 512;
  private static final long ALIGNMENT = 8;

  private final Arena arena;
  private final MemorySegment block;
  private final MemorySegment captured;
  private long used;

  private Frame() {
    arena = Arena.ofConfined();
    block = arena.allocate(BLOCK, ALIGNMENT);
    captured = block.asSlice(0, Syscall.CAPTURE_SIZE);
    used = aligned(Syscall.CAPTURE_SIZE);
  }

  /** A fresh frame, for the calling thread alone. */
  public static Frame open() {
    return new Frame();
  }

  /**
   * {@code syscall(2)}: the result, or {@code -errno}.
   *
   * @param number in the table of this architecture
   */
  public long syscall(long number, long a, long b, long c, long d, long e, long f) {
    return Syscall.invoke(captured, number, a, b, c, d, e, f);
  }

  /** The address of a copy of the bytes with NUL after them. */
  public long text(byte[] bytes) {
    MemorySegment copy = allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return copy.address();
  }

  /** Zeroed memory, until the frame is closed. */
  public Buffer buffer(long size) {
    return new Buffer(allocate(size));
  }

  /** Zeroed memory aligned for any field. */
  MemorySegment allocate(long size) {
    if (size > BLOCK - used) {
      return arena.allocate(size, ALIGNMENT);
    }
    MemorySegment slice = block.asSlice(used, size);
    used = aligned(used + size);
    return slice;
  }

  private static long aligned(long size) {
    return (size + ALIGNMENT - 1) & -ALIGNMENT;
  }

  @Override
  public void close() {
    arena.close();
  }
}
