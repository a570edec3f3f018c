package io.jcontainer.linux.rootfs;

import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.OpenTree;
import io.jcontainer.kernel.Propagation;
import io.jcontainer.kernel.Resolve;
import io.jcontainer.spi.RootFilesystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an overlay shows and never changes: layers of the store, and beneath them a directory of the
 * host if there is one. To be used on the mapped thread, and closed when the overlay is there,
 * which keeps what it needs.
 *
 * <p>The directory is a clone of its mount alone, shifted as the store is. Whoever can change it
 * may put a link into its place after it was named, so its path is opened without following any.
 */
final class LowerLayers implements AutoCloseable {
  private final Kernel kernel;
  private final StoreTree store;
  private final List<String> layers;
  private final Optional<Fd> base;

  private LowerLayers(Kernel kernel, StoreTree store, List<String> layers, Optional<Fd> base) {
    this.kernel = kernel;
    this.store = store;
    this.layers = layers;
    this.base = base;
  }

  /**
   * Opens them.
   *
   * @param userNamespace whose mapping the directory is shifted by
   * @throws StartException if the directory cannot be opened, or its owners cannot be shifted
   */
  static LowerLayers open(
      Kernel kernel, StoreTree store, Descriptor userNamespace, RootFilesystem rootfs) {
    return new LowerLayers(
        kernel,
        store,
        rootfs.layers().stream().map(store::relative).toList(),
        rootfs.base().map(directory -> clone(kernel, directory, userNamespace)));
  }

  private static Fd clone(Kernel kernel, Path directory, Descriptor userNamespace) {
    Fd tree;
    try (Fd place =
        kernel.openResolved(
            Descriptor.CWD, directory.toString(), O.PATH | O.DIRECTORY, 0, Resolve.NO_SYMLINKS)) {
      tree = kernel.openTree(place, "", OpenTree.CLONE | At.EMPTY_PATH);
    } catch (KernelException e) {
      String remedy =
          e.errno().equals(Errno.ELOOP) || e.errno().equals(Errno.ENOTDIR)
              ? "something else took its place since it was named: name it anew"
              : "it has to be there";
      throw refused(directory, e, remedy);
    }
    try {
      int set = MountAttr.RDONLY | MountAttr.NODEV;
      kernel.mountSetattr(tree, "", At.EMPTY_PATH, set, 0, Propagation.PRIVATE, null);
      kernel.mountSetattr(tree, "", At.EMPTY_PATH, MountAttr.IDMAP, 0, 0, userNamespace);
      return tree;
    } catch (KernelException e) {
      tree.close();
      throw refused(
          directory,
          e,
          "its file system cannot show files with shifted owners, or does so already: copy it to"
              + " another, or import it (ImageLibrary.importTar)");
    }
  }

  private static StartException refused(Path directory, KernelException e, String remedy) {
    return new StartException(
        Reason.MOUNT,
        "cannot run from directory " + directory + ": " + e.errno() + "; " + remedy,
        e);
  }

  /** The one layer that they are, if they are no more. */
  Optional<String> single() {
    return layers.size() == 1 && base.isEmpty() ? Optional.of(layers.getFirst()) : Optional.empty();
  }

  /** Names them to an overlay that is to be made, below what was named before. */
  void addTo(Fd context) {
    for (String layer : layers) {
      kernel.fsconfigString(context, "lowerdir+", store.throughDescriptor(layer));
    }
    base.ifPresent(
        directory ->
            kernel.fsconfigString(context, "lowerdir+", "/proc/self/fd/" + directory.number()));
  }

  /** Makes the overlay that they were named to. */
  void create(Fd context) {
    if (base.isPresent()) {
      store.createInside(context, base.get());
    } else {
      store.createInside(context);
    }
  }

  @Override
  public void close() {
    base.ifPresent(Fd::close);
  }
}
