package io.jcontainer;

/** What kind of file something is ({@code inode(7)}). */
public enum FileType {
  /** Bytes. */
  REGULAR,
  /** A directory. */
  DIRECTORY,
  /** A symbolic link. */
  SYMLINK,
  /** A FIFO, a socket or a device: it is never opened, and never copied. */
  SPECIAL
}
