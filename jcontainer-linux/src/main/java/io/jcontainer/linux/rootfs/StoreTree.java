package io.jcontainer.linux.rootfs;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.MoveMount;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.OpenTree;
import io.jcontainer.kernel.Umount;
import io.jcontainer.linux.program.Launcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's root directory as a mount whose owners are shifted into the container range: what
 * uid 0 owns on disk, root of the container owns here. Made once per engine, not per layer, because
 * each idmapped mount takes the kernel's global mount lock.
 *
 * <p>With it goes a tmpfs for the skeletons of containers. Both are attached in a mount namespace
 * of their own and nowhere else; see {@link StoreNamespace}.
 */
public final class StoreTree implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreTree.class);

  /** A directory among the skeletons in which there never is anything. */
  private static final String EMPTY = "empty";

  private final Kernel kernel;
  private final Path root;
  private final String place;
  private final List<Fd> owned = new ArrayList<>();
  private final Fd tree;
  private final Fd skeletons;
  private final StoreNamespace namespace;
  private final Fd hostNamespace;
  private final Fd hostRoot;
  private final Fd hostDirectory;

  private StoreTree(
      Kernel kernel, Launcher launcher, Path root, Descriptor userNamespace, String place) {
    this.kernel = kernel;
    this.root = root;
    this.place = place;
    try {
      tree = keep(kernel.openTree(Descriptor.CWD, root.toString(), OpenTree.CLONE));
      kernel.mountSetattr(tree, "", At.EMPTY_PATH, MountAttr.IDMAP, 0, 0, userNamespace);
      skeletons = keep(tmpfs(kernel));
      kernel.mkdir(skeletons, EMPTY, 0755);
      hostNamespace = keep(kernel.open(Descriptor.CWD, "/proc/self/ns/mnt", O.RDONLY, 0));
      hostRoot = keep(kernel.open(Descriptor.CWD, "/", O.PATH | O.DIRECTORY, 0));
      hostDirectory = keep(kernel.open(Descriptor.CWD, ".", O.PATH | O.DIRECTORY, 0));
      failOnce(kernel);
      namespace = StoreNamespace.create(kernel, launcher, tree, skeletons, place);
    } catch (RuntimeException e) {
      owned.forEach(Fd::close);
      throw e;
    }
  }

  /**
   * Clones the directory's mount and shifts it by the user namespace's mapping.
   *
   * @param place an existing empty directory beneath the root, where the skeletons are attached
   */
  public static StoreTree open(
      Kernel kernel, Launcher launcher, Path root, Descriptor userNamespace, String place) {
    return new StoreTree(kernel, launcher, root, userNamespace, place);
  }

  private static Fd tmpfs(Kernel kernel) {
    try (Fd context = kernel.fsopen("tmpfs")) {
      kernel.fsconfigString(context, "mode", "755");
      kernel.fsconfigCreate(context);
      return kernel.fsmount(context, MountAttr.NOSUID | MountAttr.NODEV);
    }
  }

  /**
   * Makes the kernel refuse a mount, so that every class that a refusal needs is loaded: inside the
   * namespace of the store, one that lies in a directory of the host would not be found.
   */
  private static void failOnce(Kernel kernel) {
    try (Fd context = kernel.fsopen("overlay")) {
      kernel.fsconfigCreate(context);
      throw new IllegalStateException("the kernel made an overlay of no layers");
    } catch (KernelException e) {
      log.trace("as expected: {}", e.getMessage());
    }
  }

  private Fd keep(Fd fresh) {
    owned.add(fresh);
    return fresh;
  }

  /** The descriptor of the shifted root directory. */
  public Descriptor descriptor() {
    return tree;
  }

  /** The descriptor of the directory that holds containers' skeletons, which are not shifted. */
  public Descriptor skeletons() {
    return skeletons;
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

  /** A skeleton, named likewise. */
  String skeletonThroughDescriptor(String name) {
    return "/proc/self/fd/" + skeletons.number() + "/" + name;
  }

  /** A directory without anything in it, named likewise. */
  String emptyThroughDescriptor() {
    return skeletonThroughDescriptor(EMPTY);
  }

  /**
   * Makes what a file system context describes while the calling thread, whose directories must be
   * its own, is in the mount namespace of the store. There it sees no file of the host, so nothing
   * else is done there: the JVM loads classes by path.
   */
  void createInside(Descriptor context) {
    kernel.setMountNamespace(namespace.descriptor());
    try {
      kernel.fsconfigCreate(context);
    } finally {
      leaveNamespace();
    }
  }

  /**
   * The same for what also needs a detached mount, which up to Linux 6.14 overlayfs takes only when
   * it is attached in the caller's mount namespace: so it is, for the moment.
   */
  void createInside(Descriptor context, Descriptor detached) {
    failAllOnce();
    kernel.setMountNamespace(namespace.descriptor());
    try {
      kernel.moveMount(detached, "", skeletons, EMPTY, MoveMount.F_EMPTY_PATH);
      try {
        kernel.fsconfigCreate(context);
      } finally {
        kernel.umount("/" + place + "/" + EMPTY, Umount.MNT_DETACH | Umount.UMOUNT_NOFOLLOW);
      }
    } finally {
      leaveNamespace();
    }
  }

  private void leaveNamespace() {
    kernel.setMountNamespace(hostNamespace);
    kernel.setWorkingDirectory(hostRoot);
    kernel.setRootToWorkingDirectory();
    kernel.setWorkingDirectory(hostDirectory);
  }

  /**
   * A detached mount of a part of another one. Until Linux 6.15 the kernel clones only what is
   * attached in the caller's mount namespace, so the other is attached in that of the store for the
   * moment. To be called on the same thread as {@link #createInside}, with the same care.
   *
   * @param all a detached mount
   * @param part a directory or file in it
   */
  Fd cloneInside(Descriptor all, Descriptor part) {
    failAllOnce();
    kernel.setMountNamespace(namespace.descriptor());
    try {
      kernel.moveMount(all, "", skeletons, EMPTY, MoveMount.F_EMPTY_PATH);
      try {
        return kernel.openTree(part, "", OpenTree.CLONE | At.EMPTY_PATH);
      } finally {
        kernel.umount("/" + place + "/" + EMPTY, Umount.MNT_DETACH | Umount.UMOUNT_NOFOLLOW);
      }
    } finally {
      leaveNamespace();
    }
  }

  /** Likewise for the other calls that are made inside. */
  private void failAllOnce() {
    for (Runnable call :
        List.<Runnable>of(
            () -> kernel.moveMount(skeletons, "none", skeletons, EMPTY, 0),
            () -> kernel.openTree(skeletons, "none", OpenTree.CLONE).close(),
            () -> kernel.umount("", Umount.MNT_DETACH))) {
      try {
        call.run();
        throw new IllegalStateException("the kernel mounted what is not there");
      } catch (KernelException e) {
        log.trace("as expected: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    namespace.close();
    owned.forEach(Fd::close);
  }
}
