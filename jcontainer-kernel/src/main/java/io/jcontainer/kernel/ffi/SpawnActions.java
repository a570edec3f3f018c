package io.jcontainer.kernel.ffi;

import java.lang.foreign.MemorySegment;

/**
 * {@code posix_spawn_file_actions_t}: what happens to the descriptors of a new process, in order.
 *
 * <p>Each method returns 0 or {@code -errno}.
 */
public final class SpawnActions implements AutoCloseable {
  /** More than the type takes in any C library (80 bytes in glibc and in musl). */
  static final long ROOM = 256;

  private final Frame frame;
  final MemorySegment memory;

  private SpawnActions(Frame frame) {
    this.frame = frame;
    memory = frame.allocate(ROOM);
  }

  /** Without any action. */
  public static SpawnActions open(Frame frame) {
    SpawnActions actions = new SpawnActions(frame);
    try {
      int failed = (int) SpawnFunctions.ACTIONS_INIT.invokeExact(actions.memory);
      if (failed != 0) {
        // ENOMEM is the only error that POSIX has for it
        throw new OutOfMemoryError("posix_spawn_file_actions_init: errno " + failed);
      }
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
    return actions;
  }

  /** Makes {@code to} the same file as {@code from}, inherited even if the numbers are equal. */
  public int dup2(int from, int to) {
    try {
      return -(int) SpawnFunctions.ADD_DUP2.invokeExact(memory, from, to);
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
  }

  /** Closes one. */
  public int close(int number) {
    try {
      return -(int) SpawnFunctions.ADD_CLOSE.invokeExact(memory, number);
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
  }

  /** Opens a path under a number. */
  public int open(int number, byte[] path, int flags) {
    MemorySegment text = MemorySegment.ofAddress(frame.text(path));
    try {
      return -(int) SpawnFunctions.ADD_OPEN.invokeExact(memory, number, text, flags, 0);
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
  }

  /** Closes all from a number on, where the C library knows how (glibc since 2.34). */
  public int closeFrom(int number) {
    if (SpawnFunctions.ADD_CLOSE_FROM.isEmpty()) {
      return 0;
    }
    try {
      return -(int) SpawnFunctions.ADD_CLOSE_FROM.get().invokeExact(memory, number);
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
  }

  @Override
  public void close() {
    try {
      int ignored = (int) SpawnFunctions.ACTIONS_DESTROY.invokeExact(memory);
      assert ignored == 0 : "it only frees memory";
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
  }
}
