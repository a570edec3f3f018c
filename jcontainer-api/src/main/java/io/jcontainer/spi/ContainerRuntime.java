package io.jcontainer.spi;

import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerException;
import io.jcontainer.ContainerSpec;
import io.jcontainer.HostSupport;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.VolumeStore;

/** Runs containers. Safe for use by many threads. */
public interface ContainerRuntime extends AutoCloseable {
  /** Opens runtimes; found with {@link java.util.ServiceLoader}. */
  interface Factory {
    /**
     * Opens a runtime under the configuration's root and sweeps what dead ones left there.
     *
     * @throws HostUnsupportedException if this host cannot run containers
     */
    ContainerRuntime open(Config config);

    /** What this host can do; never fails. */
    HostSupport hostSupport();
  }

  /**
   * Makes a container that is not started yet. The root file system's lease becomes the
   * container's: it ends when the container is removed, or here if this call fails.
   *
   * @throws ContainerException if it cannot be made
   */
  Container create(ContainerSpec spec, RootFilesystem root);

  /** The volumes under the configuration's root. */
  VolumeStore volumes();

  /** Ends and removes every container of this runtime. Idempotent. */
  @Override
  void close();
}
