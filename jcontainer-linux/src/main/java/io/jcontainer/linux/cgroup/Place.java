package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;

/**
 * Where an engine makes its groups in one hierarchy.
 *
 * @param base the directory that its own directory lies in, owned
 * @param group its own directory, the parent of its containers'
 */
record Place(Fd base, GroupDir group) implements AutoCloseable {

  /** Opens the base and creates the engine's directory; a failed call is thrown as it is. */
  static Place make(Kernel kernel, Hierarchy hierarchy, String basePath, String engineId) {
    String name = EngineName.of(engineId);
    Fd base = open(kernel, hierarchy.directory(basePath));
    try {
      GroupDir group = new GroupDir(kernel, hierarchy, base, name, Hierarchy.child(basePath, name));
      group.makeIfMissing();
      return new Place(base, group);
    } catch (KernelException e) {
      base.close();
      throw e;
    }
  }

  /** Opens a directory of a hierarchy at its path in the file system of the host. */
  static Fd open(Kernel kernel, String directory) {
    return kernel.open(Descriptor.CWD, directory, O.RDONLY | O.DIRECTORY, 0);
  }

  /** Removes the engine's directory if no container's is left in it; whether it is gone. */
  boolean removeIfEmpty() {
    return CgroupFailure.attempt(
        "remove control group " + group,
        () -> Removal.removeAlone(group.kernel(), group.parent(), group.name()));
  }

  @Override
  public void close() {
    base.close();
  }
}
