package io.jcontainer.linux.keep;

/** The names of files in a detached container's home, and how the keeper writes them. */
final class KeeperFiles {
  /** Who keeps: {@link Keeper}. */
  static final String KEEPER = "keeper";

  /** How it ended: {@link Departure}. */
  static final String EXIT = "exit";

  /** What it wrote: frames. */
  static final String LOG = "log";

  /** What it wrote before that. */
  static final String OLD_LOG = "log.1";

  /** Ends the name of a file until it is written whole. */
  static final String UNFINISHED = ".new";

  /** Begins a frame of the log: {@code "frame 1\n"}. */
  static final long FRAME_MAGIC = 0x0a31_2065_6d61_7266L;

  /** A frame's header: magic, seconds, nanoseconds, stream, length. */
  static final int FRAME_HEADER = 5 * Long.BYTES;

  /** The most bytes of output in a frame. */
  static final int FRAME_SIZE = 64 * 1024;

  /** The stream numbers of frames, as a process numbers its descriptors. */
  static final int STDOUT = 1;

  static final int STDERR = 2;

  private KeeperFiles() {}
}
