package io.jcontainer.linux;

import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.HostFeature;
import io.jcontainer.HostSupport;
import io.jcontainer.StartException;
import io.jcontainer.VolumeStore;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.container.Engine;
import io.jcontainer.linux.container.EventLoop;
import io.jcontainer.linux.container.LoopSchedule;
import io.jcontainer.linux.container.Schedule;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.ContainerRuntime;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The runtime's service on this host's kernel. */
public final class LinuxRuntime implements ContainerRuntime {
  /** What no container can be made without; the rest is asked for by those that need it. */
  private static final Set<HostFeature> NEEDED =
      EnumSet.of(
          HostFeature.NATIVE_ACCESS,
          HostFeature.PRIVILEGE,
          HostFeature.PIDFD,
          HostFeature.USER_NAMESPACE,
          HostFeature.MOUNT_API,
          HostFeature.OVERLAYFS,
          HostFeature.IDMAPPED_MOUNT,
          HostFeature.SECCOMP);

  private final Engine engine;

  /**
   * A runtime on a kernel: the host's, or one that tests look over the shoulder of.
   *
   * @throws StartException if the root directory cannot be used, or the kernel refuses
   */
  public LinuxRuntime(Config config, Kernel kernel) {
    this(config, kernel, LoopSchedule::new);
  }

  /** The same with another idea of time, for tests of restarts and health checks. */
  public LinuxRuntime(Config config, Kernel kernel, Function<EventLoop, Schedule> time) {
    try {
      this.engine = new Engine(config, kernel, time);
    } catch (KernelException | UncheckedIOException e) {
      throw new StartException(
          StartException.Reason.SETUP,
          "cannot open an engine under " + config.root() + ": " + e.getMessage(),
          e);
    }
  }

  /** Found with {@link java.util.ServiceLoader}. */
  public static final class Factory implements ContainerRuntime.Factory {
    /** For {@link java.util.ServiceLoader}. */
    public Factory() {}

    @Override
    public ContainerRuntime open(Config config) {
      HostSupport support = hostSupport();
      NEEDED.forEach(support::require);
      return new LinuxRuntime(config, new LinuxKernel());
    }

    @Override
    public HostSupport hostSupport() {
      return HostProbe.probe();
    }
  }

  @Override
  public Container create(ContainerSpec spec, ContainerImages images) {
    return engine.create(spec, images);
  }

  @Override
  public List<ContainerId> detached() {
    return engine.detached();
  }

  @Override
  public Container adopt(ContainerId id, ContainerImages images) {
    return engine.adopt(id, images);
  }

  @Override
  public boolean removeDetached(ContainerId id) {
    return engine.removeDetached(id);
  }

  @Override
  public List<Container> containers() {
    return engine.list();
  }

  @Override
  public Optional<Container> find(String nameOrId) {
    return engine.find(nameOrId);
  }

  @Override
  public EventReader events(EventFilter filter) {
    return engine.events(filter);
  }

  @Override
  public VolumeStore volumes() {
    return engine.volumes();
  }

  @Override
  public void close() {
    engine.close();
  }
}
