package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/**
 * {@code posix_spawn(3)} of a process with nothing of its parent: no signal blocked, every signal
 * at its default, a session of its own, one empty argument, no environment.
 */
public final class PosixSpawn {
  /** POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSIGMASK and POSIX_SPAWN_SETSID. */
  static final short FLAGS = 0x04 | 0x08 | 0x80;

  /** More than the type takes in any C library (336 bytes in glibc and in musl). */
  static final long ATTRIBUTES_ROOM = 512;

  /** {@code sigset_t}: 1024 signals in glibc and in musl. */
  static final long SIGNAL_SET = 128;

  private PosixSpawn() {}

  /** The new process, or {@code -errno}. */
  public static int spawn(Frame frame, byte[] path, SpawnActions actions) {
    MemorySegment attributes = frame.allocate(ATTRIBUTES_ROOM);
    try {
      int failed = (int) SpawnFunctions.ATTRIBUTES_INIT.invokeExact(attributes);
      if (failed != 0) {
        return -failed;
      }
      try {
        failed = fill(frame, attributes);
        return failed != 0 ? -failed : spawn(frame, path, actions, attributes);
      } finally {
        int ignored = (int) SpawnFunctions.ATTRIBUTES_DESTROY.invokeExact(attributes);
        assert ignored == 0 : "it does nothing in any C library";
      }
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
  }

  private static int fill(Frame frame, MemorySegment attributes) throws Throwable {
    MemorySegment none = frame.allocate(SIGNAL_SET);
    MemorySegment all = frame.allocate(SIGNAL_SET).fill((byte) 0xff);
    int failed = (int) SpawnFunctions.SET_FLAGS.invokeExact(attributes, FLAGS);
    if (failed == 0) {
      failed = (int) SpawnFunctions.SET_MASK.invokeExact(attributes, none);
    }
    return failed != 0 ? failed : (int) SpawnFunctions.SET_DEFAULT.invokeExact(attributes, all);
  }

  private static int spawn(Frame frame, byte[] path, SpawnActions actions, MemorySegment attributes)
      throws Throwable {
    MemorySegment pid = frame.allocate(JAVA_INT.byteSize());
    MemorySegment file = MemorySegment.ofAddress(frame.text(path));
    MemorySegment arguments = frame.allocate(2 * ADDRESS.byteSize());
    arguments.set(ADDRESS, 0, MemorySegment.ofAddress(frame.text(new byte[0])));
    MemorySegment environment = frame.allocate(ADDRESS.byteSize());
    int failed =
        (int)
            SpawnFunctions.SPAWN.invokeExact(
                pid, file, actions.memory, attributes, arguments, environment);
    return failed != 0 ? -failed : pid.get(JAVA_INT, 0);
  }
}
