package io.jcontainer.linux.rootfs;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
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
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import io.jcontainer.spi.RootFilesystem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds a container's file system before its first process exists. All of it runs on the {@link
 * MappedThread}, so that what is made belongs to root of the container.
 */
public final class RootfsBuilder {
  private static final int NOTHING_BUT_FILES =
      MountAttr.RDONLY | MountAttr.NODEV | MountAttr.NOSUID | MountAttr.NOEXEC;

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
   * @throws StartException if a mount's source or target, or the working directory, cannot be used
   */
  public PreparedRoot build(ContainerId id, ContainerSpec spec, Origins origins, String directory) {
    makeSkeleton(id.value(), hostname(id, spec));
    WritableLayer writable = WritableLayer.make(kernel, store, directory, spec.storage().disk());
    try {
      return assemble(id, spec, origins, writable);
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
   * @throws StartException if a mount's source or target, or the working directory, cannot be used
   */
  public PreparedRoot rebuild(
      ContainerId id, ContainerSpec spec, Origins origins, WritableLayer writable) {
    writable.renewWork(kernel);
    if (!isThere(store.skeletons(), id.value())) { // another engine's had one
      makeSkeleton(id.value(), hostname(id, spec));
    }
    return assemble(id, spec, origins, writable);
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
      ContainerId id, ContainerSpec spec, Origins origins, WritableLayer writable) {
    List<Fd> made = new ArrayList<>();
    try (LowerLayers layers = layers(origins.root())) {
      Fd root =
          keep(
              made,
              OverlayMount.make(kernel, store, id.value(), layers, writable, spec.detached()));
      Fd devices = keep(made, DeviceTree.make(kernel, spec.devices()));
      InRoot inRoot = new InRoot(kernel, root);
      List<PreparedMount> mounts =
          new ContainerMounts(kernel, store, userNamespace, inRoot, origins, made).prepare(spec);
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
   * be called on the mapped thread. A single layer needs no overlay.
   */
  public Fd image(RootFilesystem rootfs) {
    try (LowerLayers layers = layers(rootfs)) {
      return layers
          .single()
          .map(only -> kernel.open(store.descriptor(), only, O.PATH | O.DIRECTORY, 0))
          .orElseGet(() -> OverlayMount.makeReadOnly(kernel, store, layers, NOTHING_BUT_FILES));
    }
  }

  private LowerLayers layers(RootFilesystem rootfs) {
    return LowerLayers.open(kernel, store, userNamespace, rootfs);
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
