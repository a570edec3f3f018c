package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.FileStatus;

/** Where a {@link TreeWalk} puts what it finds. Directories are entered and left like brackets. */
interface TreeSink {
  /**
   * A directory: what follows is in it, until it is left.
   *
   * @param directory open with O_PATH
   */
  void enter(String name, FileStatus status, Descriptor directory);

  /** The end of the directory that was entered last. */
  void leave();

  /**
   * A regular file.
   *
   * @param content open for reading, at its start
   */
  void file(String name, FileStatus status, Descriptor content);

  /** A symbolic link. */
  void link(String name, FileStatus status, String target);
}
