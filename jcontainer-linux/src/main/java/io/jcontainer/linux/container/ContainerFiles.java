package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.files.TreeRemoval;
import java.util.function.Consumer;

/**
 * What containers have on file systems: a directory on disk, a skeleton in memory.
 *
 * @param kernel to remove with
 * @param directories removes a container's directory, by its id; one that is not there is fine
 * @param skeletons by container id
 */
record ContainerFiles(Kernel kernel, Consumer<String> directories, Descriptor skeletons) {
  /** Removes a container's. What is not there is fine. */
  void remove(String containerId) {
    directories.accept(containerId);
    TreeRemoval.remove(kernel, skeletons, containerId);
  }
}
