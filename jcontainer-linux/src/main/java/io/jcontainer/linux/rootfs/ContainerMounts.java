package io.jcontainer.linux.rootfs;

import io.jcontainer.BindMode;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Mount;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.spi.RootFilesystem.HostTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The mounts of one container, made detached, and the places where they go. To be used on the
 * mapped thread.
 */
final class ContainerMounts {
  private final Kernel kernel;
  private final StoreTree store;
  private final Descriptor userNamespace;
  private final MountSource source;
  private final InRoot inRoot;
  private final Origins origins;
  private final List<Fd> made;
  private final List<PreparedMount> mounts = new ArrayList<>();

  /**
   * Mounts of a container.
   *
   * @param userNamespace whose mapping binds are shifted by
   * @param inRoot the container's root, where mount points are made
   * @param made gets everything that was made, for whoever undoes it
   */
  ContainerMounts(
      Kernel kernel,
      StoreTree store,
      Descriptor userNamespace,
      InRoot inRoot,
      Origins origins,
      List<Fd> made) {
    this.kernel = kernel;
    this.store = store;
    this.userNamespace = userNamespace;
    this.source = new MountSource(kernel, userNamespace);
    this.inRoot = inRoot;
    this.origins = origins;
    this.made = made;
  }

  /** All of them, in the order in which they are to be attached. */
  List<PreparedMount> prepare(ContainerSpec spec) {
    addHostTrees(origins.root(), "");
    spec.mounts().forEach(this::add);
    if (!spec.storage().secrets().isEmpty()) {
      Fd mount = keep(SecretFiles.make(kernel, spec.storage().secrets()));
      SecretFiles.makeMountPoint(kernel, inRoot, spec.mounts(), mounts);
      mounts.add(SecretFiles.prepared(mount));
    }
    return mounts;
  }

  private void add(Mount wanted) {
    Fd mount = keep(open(wanted));
    mounts.add(new PreparedMount(mount, wanted.target(), describe(wanted)));
    makeMountPoint(wanted.target(), source.isDirectory(mount));
    if (wanted instanceof Mount.OfImage shown) {
      addHostTrees(origins.image(shown.image()), shown.target());
    }
  }

  private Fd open(Mount wanted) {
    return switch (wanted) {
      case Mount.Bind bind -> source.bind(bind.source(), bind.mode(), bind.options());
      case Mount.Tmpfs tmpfs -> source.tmpfs(tmpfs);
      case Mount.Stored stored ->
          source.bind(origins.volume(stored.volume()), stored.mode(), Set.of());
      case Mount.OfImage shown ->
          ImageMount.make(kernel, store, userNamespace, shown, origins.image(shown.image()));
    };
  }

  /** What of the host an image shows; its layers have the places for that. */
  private void addHostTrees(RootFilesystem image, String where) {
    for (HostTree tree : image.hostTrees()) {
      Fd mount = keep(source.bind(tree.host(), BindMode.READ_ONLY, Set.of()));
      mounts.add(new PreparedMount(mount, where + tree.target(), "host directory " + tree.host()));
    }
  }

  private Fd keep(Fd fresh) {
    made.add(fresh);
    return fresh;
  }

  private static String describe(Mount mount) {
    return switch (mount) {
      case Mount.Bind bind -> "bind of " + bind.source();
      case Mount.Tmpfs tmpfs -> "tmpfs of " + tmpfs.size();
      case Mount.Stored stored -> "volume " + stored.volume().name();
      case Mount.OfImage shown -> "image " + shown.image();
    };
  }

  private void makeMountPoint(String target, boolean directory) {
    try {
      inRoot.makeMountPoint(target, directory);
    } catch (KernelException e) {
      throw new StartException(
          Reason.MOUNT, "cannot make the mount point " + target + " in the image: " + e.errno(), e);
    }
  }
}
