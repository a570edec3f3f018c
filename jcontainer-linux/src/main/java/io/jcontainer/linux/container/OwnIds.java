package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.UserNamespaceMode;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.program.Launcher;
import io.jcontainer.spi.RootFilesystem;
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
   * Ids for one container.
   *
   * @param ids to use
   * @param lease of the container's image, which ends with them
   */
  record Given(IdSpace ids, RootFilesystem lease) {}

  /** Gives a container its ids. If that fails the lease of its image is ended. */
  Given give(ContainerSpec spec, RootFilesystem image) {
    UserNamespaceMode mode = spec.namespaces().users();
    if (mode instanceof UserNamespaceMode.EngineRange) {
      return new Given(ofEngine, image);
    }
    Owned owned = new Owned();
    owned.add(image);
    try {
      IdRange range =
          switch (mode) {
            case UserNamespaceMode.EngineRange() -> ofEngine.range();
            case UserNamespaceMode.Unique() -> owned.add(RangeLock.take(kernel, root)).range();
            case UserNamespaceMode.HostIds() -> IdRange.OF_THE_HOST;
          };
      IdSpace ids = owned.add(IdSpace.open(kernel, launcher, root, range, skeletonPlace));
      return new Given(ids, new RootFilesystem(image.layers(), image.hostTrees(), owned::close));
    } catch (RuntimeException | Error e) {
      owned.closeAfter(e);
      throw e;
    }
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
