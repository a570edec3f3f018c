package io.jcontainer.spi;

import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerException;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.DetachedContainerException;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.HostSupport;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.VolumeStore;
import java.util.List;
import java.util.Optional;

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
   * Makes a container that is not started yet.
   *
   * @param images which give the root file systems of the container and of images that it mounts. A
   *     lease becomes the container's: it ends when the container is removed, or here if this call
   *     fails
   * @throws ContainerException if it cannot be made
   */
  Container create(ContainerSpec spec, ContainerImages images);

  /** The detached containers under the configuration's root, whichever JVM made them. */
  List<ContainerId> detached();

  /**
   * Opens a handle of a detached container.
   *
   * @param images as for {@link #create}
   * @throws DetachedContainerException if there is none of that id, or it cannot be read
   */
  Container adopt(ContainerId id, ContainerImages images);

  /**
   * Kills and removes a detached container without adopting it, whoever made it.
   *
   * @return whether there was one
   * @throws DetachedContainerException if its processes do not end
   */
  boolean removeDetached(ContainerId id);

  /** The containers that are not removed, the oldest first. */
  List<Container> containers();

  /**
   * The container of this id or, if none has it, of this name or, if none has it, whose id begins
   * so.
   *
   * @throws InvalidSpecException if several ids begin so
   */
  Optional<Container> find(String nameOrId);

  /** Tells what happens to containers from now on. */
  EventReader events(EventFilter filter);

  /** The volumes under the configuration's root. */
  VolumeStore volumes();

  /** Ends and removes every container of this runtime but the detached ones. Idempotent. */
  @Override
  void close();
}
