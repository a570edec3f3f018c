package io.jcontainer.linux.rootfs;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.OpenTree;
import java.nio.file.Path;

/**
 * The engine's root directory as a detached mount whose owners are shifted into the container
 * range: what uid 0 owns on disk, root of the container owns here. Made once per engine, not per
 * layer, because each idmapped mount takes the kernel's global mount lock.
 */
public final class StoreTree implements AutoCloseable {
  private final Path root;
  private final Fd tree;

  private StoreTree(Path root, Fd tree) {
    this.root = root;
    this.tree = tree;
  }

  /** Clones the directory's mount and shifts it by the user namespace's mapping. */
  public static StoreTree open(Kernel kernel, Path root, Descriptor userNamespace) {
    Fd tree = kernel.openTree(Descriptor.CWD, root.toString(), OpenTree.CLONE);
    try {
      kernel.mountSetattr(tree, "", At.EMPTY_PATH, MountAttr.IDMAP, 0, 0, userNamespace);
      return new StoreTree(root, tree);
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  /** The descriptor of the shifted root directory. */
  public Descriptor descriptor() {
    return tree;
  }

  /** The path of a directory beneath the root relative to it. */
  public String relative(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!absolute.startsWith(root)) {
      throw new IllegalArgumentException(directory + " is not beneath " + root);
    }
    return root.relativize(absolute).toString();
  }

  /**
   * The same directory named through the descriptor, for calls that take a path and nothing else.
   */
  public String throughDescriptor(String relative) {
    return "/proc/self/fd/" + tree.number() + "/" + relative;
  }

  @Override
  public void close() {
    tree.close();
  }
}
