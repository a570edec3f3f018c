package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.files.TreeRemoval;

/**
 * What containers of an engine have on file systems: a directory on disk, a skeleton in memory.
 *
 * @param kernel to remove with
 * @param directory of the engine
 * @param skeletons by container id
 */
record ContainerFiles(Kernel kernel, EngineDirectory directory, Descriptor skeletons) {
  /** Removes a container's. What is not there is fine. */
  void remove(String containerId) {
    directory.removeContainer(containerId);
    TreeRemoval.remove(kernel, skeletons, containerId);
  }
}
