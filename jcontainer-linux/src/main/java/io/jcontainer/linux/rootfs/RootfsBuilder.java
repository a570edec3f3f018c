package io.jcontainer.linux.rootfs;

import io.jcontainer.BindMode;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Mount;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.Volume;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.spi.RootFilesystem.HostTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds a container's file system before its first process exists. All of it runs on the {@link
 * MappedThread}, so that what is made belongs to root of the container.
 */
public final class RootfsBuilder {
  private final Kernel kernel;
  private final StoreTree store;
  private final Descriptor userNamespace;

  /**
   * A builder for one engine.
   *
   * @param store the engine's root directory, shifted
   * @param userNamespace whose mapping binds are shifted by
   */
  public RootfsBuilder(Kernel kernel, StoreTree store, Descriptor userNamespace) {
    this.kernel = kernel;
    this.store = store;
    this.userNamespace = userNamespace;
  }

  /**
   * Builds the file system of one container.
   *
   * @param directory path beneath the store that is the container's own and does not exist yet
   * @param volumes the directory of each volume
   * @throws StartException if a mount's source or target, or the working directory, cannot be used
   */
  public PreparedRoot build(
      ContainerId id,
      ContainerSpec spec,
      RootFilesystem rootfs,
      String directory,
      Function<Volume, Path> volumes) {
    makeSkeleton(id.value(), hostname(id, spec));
    WritableLayer writable = WritableLayer.make(kernel, store, directory, spec.storage().disk());
    try {
      return assemble(id, spec, rootfs, writable, volumes);
    } catch (RuntimeException e) {
      writable.close();
      throw e;
    }
  }

  /**
   * Builds the file system of a container again, from what it has written before: the overlay and
   * all other mounts are new. Nothing of the earlier ones is left.
   *
   * @param writable stays the caller's if this fails
   * @param volumes the directory of each volume
   * @throws StartException if a mount's source or target, or the working directory, cannot be used
   */
  public PreparedRoot rebuild(
      ContainerId id,
      ContainerSpec spec,
      RootFilesystem rootfs,
      WritableLayer writable,
      Function<Volume, Path> volumes) {
    writable.renewWork(kernel);
    if (!isThere(store.skeletons(), id.value())) { // another engine's had one
      makeSkeleton(id.value(), hostname(id, spec));
    }
    return assemble(id, spec, rootfs, writable, volumes);
  }

  /**
   * What a container has written before, maybe in another JVM.
   *
   * @param directory path beneath the store that is the container's own
   */
  public Optional<WritableLayer> written(String directory) {
    return isThere(store.descriptor(), directory)
        ? Optional.of(new WritableLayer(store.throughDescriptor(directory), Optional.empty()))
        : Optional.empty();
  }

  private boolean isThere(Descriptor beneath, String path) {
    try {
      return kernel.stat(beneath, path, At.SYMLINK_NOFOLLOW).isDirectory();
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  private PreparedRoot assemble(
      ContainerId id,
      ContainerSpec spec,
      RootFilesystem rootfs,
      WritableLayer writable,
      Function<Volume, Path> volumes) {
    List<String> layers = layers(rootfs);
    List<Fd> made = new ArrayList<>();
    try {
      Fd root =
          keep(
              made,
              OverlayMount.make(kernel, store, id.value(), layers, writable, spec.detached()));
      Fd devices = keep(made, DeviceTree.make(kernel, spec.devices()));
      InRoot inRoot = new InRoot(kernel, root);
      List<PreparedMount> mounts = prepareMounts(inRoot, spec, rootfs, volumes, made);
      prepareWorkingDirectory(inRoot, spec);
      if (spec.readOnlyRoot()) {
        kernel.mountSetattr(root, "", At.EMPTY_PATH, MountAttr.RDONLY, 0, 0, null);
      }
      return new PreparedRoot(root, writable, devices, mounts);
    } catch (RuntimeException e) {
      made.forEach(Fd::close);
      throw e;
    }
  }

  /**
   * The image alone: what a container's root was before the engine or anybody else wrote there. To
   * be called on the mapped thread. A single layer needs no overlay, which would want two.
   */
  public Fd image(RootFilesystem rootfs) {
    List<String> layers = layers(rootfs);
    return layers.size() == 1
        ? kernel.open(store.descriptor(), layers.getFirst(), O.PATH | O.DIRECTORY, 0)
        : OverlayMount.makeReadOnly(kernel, store, layers);
  }

  private List<String> layers(RootFilesystem rootfs) {
    return rootfs.layers().stream().map(store::relative).toList();
  }

  private static Fd keep(List<Fd> made, Fd fresh) {
    made.add(fresh);
    return fresh;
  }

  /** The host name a container gets: the one asked for, or the beginning of its id. */
  public static String hostname(ContainerId id, ContainerSpec spec) {
    return spec.hostname().isEmpty() ? id.abbreviated() : spec.hostname();
  }

  /**
   * The layer above the image's: real directories where the runtime mounts, whatever links the
   * image has there, and the three files that say who the container is. It lies in memory, where
   * making and removing it costs next to nothing.
   */
  private void makeSkeleton(String name, String hostname) {
    kernel.mkdir(store.skeletons(), name, 0755);
    try (Fd layer = kernel.open(store.skeletons(), name, O.PATH | O.DIRECTORY, 0)) {
      for (String directory : new String[] {"dev", "proc", "sys", "etc"}) {
        kernel.mkdir(layer, directory, 0755);
      }
      write(layer, "etc/hostname", hostname + "\n");
      write(
          layer,
          "etc/hosts",
          "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\t"
              + hostname
              + "\n");
      write(layer, "etc/resolv.conf", "# no network, no resolver\n");
    }
  }

  private void write(Descriptor directory, String name, String text) {
    int make = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW;
    try (Fd file = kernel.open(directory, name, make, 0644)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      kernel.write(file, bytes, 0, bytes.length);
    }
  }

  private List<PreparedMount> prepareMounts(
      InRoot inRoot,
      ContainerSpec spec,
      RootFilesystem rootfs,
      Function<Volume, Path> volumes,
      List<Fd> made) {
    MountSource source = new MountSource(kernel, userNamespace);
    List<PreparedMount> mounts = new ArrayList<>();
    for (HostTree tree : rootfs.hostTrees()) {
      Fd mount = keep(made, source.bind(tree.host(), BindMode.READ_ONLY, Set.of()));
      mounts.add(new PreparedMount(mount, tree.target(), "host directory " + tree.host()));
    }
    for (Mount wanted : spec.mounts()) {
      Fd mount = keep(made, source.open(wanted, volumes));
      mounts.add(new PreparedMount(mount, wanted.target(), describe(wanted)));
      makeMountPoint(inRoot, wanted.target(), source.isDirectory(mount));
    }
    if (!spec.storage().secrets().isEmpty()) {
      Fd mount = keep(made, SecretFiles.make(kernel, spec.storage().secrets()));
      SecretFiles.makeMountPoint(kernel, inRoot, spec.mounts(), mounts);
      mounts.add(SecretFiles.prepared(mount));
    }
    return mounts;
  }

  private static String describe(Mount mount) {
    return switch (mount) {
      case Mount.Bind bind -> "bind of " + bind.source();
      case Mount.Tmpfs tmpfs -> "tmpfs of " + tmpfs.size();
      case Mount.Stored stored -> "volume " + stored.volume().name();
    };
  }

  private static void makeMountPoint(InRoot inRoot, String target, boolean directory) {
    try {
      inRoot.makeMountPoint(target, directory);
    } catch (KernelException e) {
      throw new StartException(
          Reason.MOUNT, "cannot make the mount point " + target + " in the image: " + e.errno(), e);
    }
  }

  private static void prepareWorkingDirectory(InRoot inRoot, ContainerSpec spec) {
    if (!spec.createWorkingDirectory()) {
      return;
    }
    try {
      inRoot.openDirectoryMaking(spec.workingDirectory()).close();
    } catch (KernelException e) {
      Errno errno = e.errno();
      throw new StartException(
          Reason.WORKING_DIRECTORY,
          "cannot make the image's working directory " + spec.workingDirectory() + ": " + errno,
          e);
    }
  }
}
