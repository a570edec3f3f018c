package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.UserNamespaceMode;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.program.Launcher;
import java.nio.file.Path;

/**
 * Finds the ids that a container has: those of its engine, or some of its own.
 *
 * @param ofEngine what all share that ask for nothing else
 * @param root of the engine's files
 * @param skeletonPlace a directory beneath it
 */
record OwnIds(Kernel kernel, Launcher launcher, IdSpace ofEngine, Path root, String skeletonPlace) {
  /**
   * Gives a container its ids.
   *
   * @param images of the container; what is its alone ends with their leases
   */
  IdSpace give(ContainerSpec spec, ImageLeases images) {
    return switch (spec.namespaces().users()) {
      case UserNamespaceMode.EngineRange() -> ofEngine;
      case UserNamespaceMode.Unique() ->
          open(images.closing(RangeLock.take(kernel, root)).range(), images);
      case UserNamespaceMode.HostIds() -> open(IdRange.OF_THE_HOST, images);
    };
  }

  private IdSpace open(IdRange range, ImageLeases images) {
    return images.closing(IdSpace.open(kernel, launcher, root, range, skeletonPlace));
  }

  /**
   * Refuses to share namespaces of a container with ids of its own: they belong to its user
   * namespace, in which nobody else has a say.
   */
  static void checkShareable(ContainerSpec other) {
    if (!(other.namespaces().users() instanceof UserNamespaceMode.EngineRange)) {
      throw new InvalidSpecException(
          "shared namespace",
          "the other container has a user namespace of its own; make it with the engine's");
    }
  }
}
