package io.jcontainer.images.unpack;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;
import java.time.Instant;

/**
 * Gives files their owner, mode, extended attributes and times, in this order: a change of owner
 * takes setuid bits and file capabilities away, and anything at all moves the times.
 *
 * <p>What is right already is left alone: most files of an image belong to root, whom the files we
 * make belong to as well, and this halves the calls.
 */
final class AttributeWriter {
  private static final int UNMASKED = 0777;

  private final Kernel kernel;
  private final int umask;

  /**
   * A writer.
   *
   * @param umask permission bits that new files do not get, whatever is asked for
   */
  AttributeWriter(Kernel kernel, int umask) {
    this.kernel = kernel;
    this.umask = umask;
  }

  /** The mode to create a file with, so that it is never more open than it will be. */
  static int creationMode(Attributes attributes) {
    return attributes.mode() & UNMASKED;
  }

  /** Completes a regular file that was just made with {@link #creationMode}. */
  void completeFile(Fd file, OpenDirectory parent, Attributes attributes) {
    boolean chown = needsOwner(parent, attributes);
    if (chown) {
      kernel.chown(file, "", attributes.uid(), attributes.gid(), At.EMPTY_PATH);
    }
    if (chown || needsMode(attributes)) {
      kernel.chmod(file, "", attributes.mode(), At.EMPTY_PATH);
    }
    writeXattrs(file, attributes);
    setTimes(file, "", attributes, At.EMPTY_PATH);
  }

  /** Completes a symbolic link, which has no mode. */
  void completeSymlink(OpenDirectory parent, String name, Attributes attributes) {
    if (needsOwner(parent, attributes)) {
      kernel.chown(parent.fd(), name, attributes.uid(), attributes.gid(), At.SYMLINK_NOFOLLOW);
    }
    setTimes(parent.fd(), name, attributes, At.SYMLINK_NOFOLLOW);
  }

  /** Completes a device or a fifo, which must not be opened for that. */
  void completeNode(OpenDirectory parent, String name, Attributes attributes) {
    try (Fd node = kernel.open(parent.fd(), name, O.PATH | O.NOFOLLOW, 0)) {
      kernel.chown(node, "", attributes.uid(), attributes.gid(), At.EMPTY_PATH);
      kernel.chmod(node, "", attributes.mode(), At.EMPTY_PATH);
      writeXattrs(node, attributes);
      setTimes(node, "", attributes, At.EMPTY_PATH);
    }
  }

  /** Completes a directory of which nothing is known but what it shall be. */
  void completeDirectory(Descriptor directory, Attributes attributes) {
    kernel.chown(directory, "", attributes.uid(), attributes.gid(), At.EMPTY_PATH);
    kernel.chmod(directory, "", attributes.mode(), At.EMPTY_PATH);
    writeXattrs(directory, attributes);
    setTimes(directory, "", attributes, At.EMPTY_PATH);
  }

  /** Gives a directory the time back that it had before something in it was changed. */
  static void restoreTime(Kernel kernel, Descriptor directory, Instant time) {
    kernel.setTimes(
        directory,
        "",
        time.getEpochSecond(),
        time.getNano(),
        time.getEpochSecond(),
        time.getNano(),
        At.EMPTY_PATH);
  }

  private static boolean needsOwner(OpenDirectory parent, Attributes attributes) {
    return attributes.uid() != 0 || attributes.gid() != 0 || parent.inheritsGroup();
  }

  private boolean needsMode(Attributes attributes) {
    return (attributes.mode() & ~UNMASKED) != 0 || (attributes.mode() & umask) != 0;
  }

  private void writeXattrs(Descriptor file, Attributes attributes) {
    attributes
        .xattrs()
        .forEach(
            (name, value) -> {
              if (!name.equals(XattrPolicy.DEFAULT_ACL)) {
                kernel.setXattr(file, name, value);
              }
            });
  }

  private void setTimes(Descriptor directory, String name, Attributes attributes, int flags) {
    Instant accessed = attributes.accessed();
    Instant modified = attributes.modified();
    kernel.setTimes(
        directory,
        name,
        accessed.getEpochSecond(),
        accessed.getNano(),
        modified.getEpochSecond(),
        modified.getNano(),
        flags);
  }
}
