package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.program.Launcher;
import io.jcontainer.linux.rootfs.MappedThread;
import io.jcontainer.linux.rootfs.RootfsBuilder;
import io.jcontainer.linux.rootfs.StoreTree;
import java.nio.file.Path;

/**
 * The user and group ids that containers have, with all that hangs on them: a user namespace, the
 * store shifted by its mapping, and a thread that makes files with the range's first ids.
 */
final class IdSpace implements AutoCloseable {
  private final Owned owned = new Owned();
  private final UserNamespace userNamespace;
  private final MappedThread mapped;
  private final StoreTree store;
  private final RootfsBuilder rootfs;

  private IdSpace(
      Kernel kernel, Launcher launcher, Path root, IdRange range, String skeletonPlace) {
    try {
      userNamespace = owned.add(UserNamespace.create(kernel, launcher, range));
      mapped = owned.add(new MappedThread(kernel, range.first()));
      store =
          owned.add(
              StoreTree.open(kernel, launcher, root, userNamespace.descriptor(), skeletonPlace));
      rootfs = new RootfsBuilder(kernel, store, userNamespace.descriptor());
    } catch (RuntimeException | Error e) {
      owned.closeAfter(e);
      throw e;
    }
  }

  /**
   * Makes one.
   *
   * @param root of the engine's files
   * @param skeletonPlace path of a directory beneath it where skeletons may be attached, out of
   *     everybody else's sight
   */
  static IdSpace open(
      Kernel kernel, Launcher launcher, Path root, IdRange range, String skeletonPlace) {
    return new IdSpace(kernel, launcher, root, range, skeletonPlace);
  }

  Descriptor userNamespace() {
    return userNamespace.descriptor();
  }

  IdRange range() {
    return userNamespace.range();
  }

  MappedThread mapped() {
    return mapped;
  }

  RootfsBuilder rootfs() {
    return rootfs;
  }

  /** The directory that holds containers' skeletons. */
  Descriptor skeletons() {
    return store.skeletons();
  }

  @Override
  public void close() {
    owned.close();
  }
}
