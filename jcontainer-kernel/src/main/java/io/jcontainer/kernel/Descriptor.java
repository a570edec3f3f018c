package io.jcontainer.kernel;

/**
 * A file descriptor that is looked at and not owned: whoever holds one may use it and never closes
 * it. {@link Fd} owns.
 */
public interface Descriptor {
  /** Stands for the current working directory where a directory is expected (AT_FDCWD). */
  Descriptor CWD = () -> -100;

  /** The number the kernel knows it by. */
  int number();

  /** A view of a number that somebody else owns. */
  static Descriptor borrowed(int number) {
    return () -> number;
  }
}
