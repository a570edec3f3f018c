package io.jcontainer.linux.cgroup;

import static io.jcontainer.linux.cgroup.CgroupFailure.attempt;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.Optional;

/**
 * The directory of one group in one hierarchy, named beneath the directory it was made in. It holds
 * no descriptor of its own, so that a thousand containers cost none.
 *
 * @param kernel to ask
 * @param hierarchy that it is in
 * @param parent directory it was made in
 * @param name beneath the parent
 * @param path of the group, as {@code /proc/<pid>/cgroup} has it
 */
record GroupDir(Kernel kernel, Hierarchy hierarchy, Descriptor parent, String name, String path) {
  private static final int MODE = 0755;

  /** Creates it; a failed call is thrown as it is. */
  void make() {
    kernel.mkdir(parent, name, MODE);
  }

  /** Creates it unless it is there; a failed call is thrown as it is. */
  void makeIfMissing() {
    try {
      make();
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  /** Whether it has not been removed. */
  boolean exists() {
    return attempt(
        "look for control group " + this,
        () ->
            CgroupFailure.unlessGone(
                () -> {
                  var _ = kernel.stat(parent, name, At.SYMLINK_NOFOLLOW);
                }));
  }

  /** Opens the directory. */
  Fd open() {
    return attempt(
        "open control group " + this,
        () -> kernel.open(parent, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0));
  }

  /** Opens one of its files for writing. */
  Fd openForWriting(String file) {
    return attempt(
        "open " + file + " of control group " + this,
        () -> kernel.open(parent, name + "/" + file, O.WRONLY, 0));
  }

  /** The content of one of its files. */
  String read(String file) {
    return attempt(
        "read " + file + " of control group " + this,
        () -> ControlFile.read(kernel, parent, name + "/" + file));
  }

  /** The content of one of its files, or nothing where this kernel has no such file. */
  Optional<String> find(String file) {
    return attempt(
        "read " + file + " of control group " + this,
        () -> ControlFile.find(kernel, parent, name + "/" + file));
  }

  /** Writes one of its files. */
  void write(String file, String value) {
    attempt(
        "set " + file + " of control group " + this + " to " + value,
        () -> {
          writeOrThrow(file, value);
          return file;
        });
  }

  /** Writes one of its files; a failed call is thrown as it is. */
  void writeOrThrow(String file, String value) {
    ControlFile.write(kernel, parent, name + "/" + file, value);
  }

  /** A group made beneath this one, reached through the same parent. */
  GroupDir child(String childName) {
    return new GroupDir(
        kernel, hierarchy, parent, name + "/" + childName, Hierarchy.child(path, childName));
  }

  /** The directory, as people find it. */
  @Override
  public String toString() {
    return hierarchy.directory(path);
  }
}
