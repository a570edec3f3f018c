package io.jcontainer;

import io.jcontainer.spi.ContainerRuntime;
import io.jcontainer.spi.ImageService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An engine: an image store and the containers started from it. Most programs use the default one
 * through {@link Images} and {@link Container}; {@link #open} gives an explicit one with its own
 * root directory. Safe for use by many threads; several engines, also in several JVMs, may share a
 * root.
 */
public final class JContainer implements AutoCloseable {
  private static final ReentrantLock DEFAULT_LOCK = new ReentrantLock();
  private static @Nullable JContainer defaultEngine;

  private final Config config;
  private final ImageService images;
  private final ContainerRuntime runtime;

  private JContainer(Config config, ImageService images, ContainerRuntime runtime) {
    this.config = config;
    this.images = images;
    this.runtime = runtime;
  }

  /**
   * Opens an engine and sweeps what engines that died left under the same root.
   *
   * @throws HostUnsupportedException if this host cannot run containers, with the remedy
   */
  public static JContainer open(Config config) {
    ImageService images = only(ImageService.Factory.class).open(config);
    try {
      return new JContainer(config, images, only(ContainerRuntime.Factory.class).open(config));
    } catch (RuntimeException e) {
      try {
        images.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static <T> T only(Class<T> service) {
    return ServiceLoader.load(service, JContainer.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no implementation of "
                        + service.getName()
                        + " on the class path or module path: add jcontainer-linux and"
                        + " jcontainer-images"));
  }

  /** The engine behind the static methods, opened with {@link Config#defaults()} at first use. */
  public static JContainer defaultEngine() {
    DEFAULT_LOCK.lock();
    try {
      JContainer engine = defaultEngine;
      if (engine == null) {
        engine = open(Config.defaults());
        defaultEngine = engine;
        Runtime.getRuntime().addShutdownHook(new Thread(engine::close, "jcontainer-shutdown"));
      }
      return engine;
    } finally {
      DEFAULT_LOCK.unlock();
    }
  }

  /**
   * What this host can do, each feature tried. Never fails: what is missing is in the answer.
   *
   * @throws IllegalStateException if no runtime is on the class path
   */
  public static HostSupport hostSupport() {
    return only(ContainerRuntime.Factory.class).hostSupport();
  }

  /** What this engine was opened with. */
  public Config config() {
    return config;
  }

  /** Like {@link Images#pull(String)} on this engine. */
  public Image pull(String reference) {
    return pull(reference, PullOptions.defaults());
  }

  /** Like {@link Images#pull(String)} on this engine, with a choice of platform and policy. */
  public Image pull(String reference, PullOptions options) {
    return images.library().pull(Reference.parse(reference), options);
  }

  /** The images of this engine, with all that can be done with them. */
  public ImageLibrary imageLibrary() {
    return images.library();
  }

  /** Like {@link Images#host()} on this engine. */
  public Image hostImage() {
    return images.host();
  }

  /** Like {@link Images#list()} on this engine. */
  public List<Image> images() {
    return images.library().list();
  }

  /** Like {@link Images#remove(String)} on this engine. */
  public boolean removeImage(String reference) {
    return images.library().remove(Reference.parse(reference));
  }

  /** The containers of this engine that are not removed, the oldest first. */
  public List<Container> containers() {
    return runtime.containers();
  }

  /** Those of them that the filter chooses. */
  public List<Container> containers(ContainerFilter filter) {
    return runtime.containers().stream().filter(one -> filter.test(one.inspect())).toList();
  }

  /**
   * The container of this id or, if none has it, of this name or, if none has it, whose id begins
   * so.
   *
   * @throws InvalidSpecException if several ids begin so
   */
  public Optional<Container> find(String nameOrId) {
    return runtime.find(nameOrId);
  }

  /** Removes the containers that do not run, those that never did included; returns their ids. */
  public List<ContainerId> pruneContainers() {
    return pruneContainers(ContainerFilter.all());
  }

  /** Removes those of them that the filter chooses; returns their ids. */
  public List<ContainerId> pruneContainers(ContainerFilter filter) {
    List<ContainerId> removed = new ArrayList<>();
    for (Container container : containers(filter)) {
      try {
        container.remove(RemoveOptions.defaults());
        removed.add(container.id());
      } catch (ContainerStateException e) {
        // it runs, or does so again by now: that is not asked for
      }
    }
    return removed;
  }

  /** Tells what happens to this engine's containers from now on. */
  public EventReader events() {
    return events(EventFilter.all());
  }

  /** The same for what the filter chooses. */
  public EventReader events(EventFilter filter) {
    return runtime.events(filter);
  }

  /** The volumes under this engine's root. */
  public VolumeStore volumes() {
    return runtime.volumes();
  }

  /** Begins the description of a container of this engine. */
  public ContainerBuilder container(Image image) {
    return new ContainerBuilder(() -> this, image);
  }

  /** Begins the description of a container from an image that is pulled when missing. */
  public ContainerBuilder container(String reference) {
    return container(present(reference));
  }

  private Image present(String reference) {
    return pull(reference, PullOptions.defaults().withPolicy(PullOptions.Policy.MISSING));
  }

  /** Describes untrusted jobs in an image on this engine. */
  public Sandbox sandbox(Image image) {
    return Sandbox.of(() -> this, image);
  }

  /** Describes untrusted jobs in an image that is pulled when missing, on this engine. */
  public Sandbox sandbox(String reference) {
    return sandbox(present(reference));
  }

  /**
   * The detached containers under this engine's root, running or not, whichever JVM made them.
   *
   * @see ContainerBuilder#withDetached
   */
  public List<ContainerId> detached() {
    return runtime.detached();
  }

  /**
   * Opens a handle of a detached container: everything but its standard input, which it has not,
   * can be done with it. Closing the handle, or this engine, lets go of the container; {@link
   * Container#remove} removes it.
   *
   * @throws DetachedContainerException if there is none of that id, or what is written down of it
   *     cannot be read
   * @throws ImageStoreException if its image, or one that it mounts, was removed while it did not
   *     run
   */
  public Container adopt(ContainerId id) {
    return runtime.adopt(id, images);
  }

  /**
   * Kills and removes a detached container without adopting it.
   *
   * @return whether there was one of that id
   * @throws DetachedContainerException if its processes do not end
   */
  public boolean removeDetached(ContainerId id) {
    return runtime.removeDetached(id);
  }

  Container create(ContainerSpec spec) {
    return runtime.create(spec, images);
  }

  /**
   * Ends and removes every container of this engine but the detached ones, then releases what it
   * holds. Idempotent.
   */
  @Override
  public void close() {
    try {
      runtime.close();
    } finally {
      images.close();
    }
  }
}
