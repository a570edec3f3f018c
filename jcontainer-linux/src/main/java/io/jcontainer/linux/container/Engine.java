package io.jcontainer.linux.container;

import io.jcontainer.Capability;
import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.DetachedContainerException;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.SeccompProfile;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.cgroup.CgroupLayout;
import io.jcontainer.linux.cgroup.CgroupTree;
import io.jcontainer.linux.cgroup.EngineGroups;
import io.jcontainer.linux.program.Launcher;
import io.jcontainer.linux.rootfs.MappedThread;
import io.jcontainer.linux.rootfs.MountSource;
import io.jcontainer.linux.rootfs.RootfsBuilder;
import io.jcontainer.linux.security.Arch;
import io.jcontainer.linux.security.ProfilePolicy;
import io.jcontainer.linux.security.SeccompFilter;
import io.jcontainer.linux.volume.LinuxVolumes;
import io.jcontainer.linux.volume.VolumeFill;
import io.jcontainer.spi.ContainerImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all containers of one runtime share: the user namespace of their range, the threads, the
 * directory and the control groups. Closing it ends its containers and leaves nothing.
 */
public final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final Duration SWEEP = Duration.ofSeconds(2);
  private static final Duration REMOVAL = Duration.ofSeconds(30);

  private final Kernel kernel;
  private final Owned owned;
  private final HostFacts hostFacts;
  private final Launcher launcher;
  private final Path root;
  private final CgroupTree tree;
  private final EngineDirectory directory;
  private final EngineGroups groups;
  private final IdSpace ids;
  private final OwnIds ownIds;
  private final ContainerFiles files;
  private final LinuxVolumes volumes;
  private final VolumeFill volumeFill;
  private final EventLoop events;
  private final Janitor janitor;
  private final byte[] chunk = OutputPipe.newChunk();
  private final Map<Set<Capability>, byte[]> filters = new ConcurrentHashMap<>();
  private final Containers containers = new Containers();
  private final EventHub hub = new EventHub();
  private final Schedule schedule;
  private final Map<ContainerId, CompletableFuture<Void>> removals = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Opens an engine under the configuration's root and sweeps what dead ones left there. */
  public Engine(Config config, Kernel kernel) {
    this(config, kernel, LoopSchedule::new);
  }

  /**
   * The same with another idea of time.
   *
   * @param time for restarts and health checks
   */
  public Engine(Config config, Kernel kernel, Function<EventLoop, Schedule> time) {
    this.kernel = kernel;
    this.owned = new Owned();
    this.root = config.root();
    try {
      hostFacts = HostFacts.detect(kernel);
      launcher = owned.add(new Launcher(kernel, config.spareProcesses()));
      directory = owned.add(EngineDirectory.create(kernel, config.root()));
      tree = new CgroupTree(kernel, CgroupLayout.detect(kernel));
      directory.sweep(dead -> sweepGroups(tree, dead));
      groups = tree.engine(directory.engineId());
      owned.add(new Groups(groups, directory));
      owned.add(Guardian.start(kernel, launcher, groups));
      String skeletons = directory.makeSkeletonPlace();
      IdRange range = IdRange.of(directory.engineId());
      ids = owned.add(IdSpace.open(kernel, launcher, config.root(), range, skeletons));
      ownIds = new OwnIds(kernel, launcher, ids, config.root(), skeletons);
      files = new ContainerFiles(kernel, directory::removeContainer, ids.skeletons());
      volumes = owned.add(new LinuxVolumes(kernel, config.root()));
      MountSource mounts = new MountSource(kernel, ids.userNamespace());
      volumeFill = new VolumeFill(kernel, volumes, mounts, range().owners());
      events = owned.add(new EventLoop(kernel));
      schedule = time.apply(events);
      janitor = owned.add(new Janitor());
    } catch (RuntimeException | Error e) {
      owned.closeAfter(e);
      throw e;
    }
  }

  /** The control groups, closed before the directory that a sweep finds them by. */
  private record Groups(EngineGroups groups, EngineDirectory directory) implements AutoCloseable {
    @Override
    public void close() {
      try {
        groups.close();
      } finally {
        if (groups.left()) {
          log.warn("control groups of {} are left to a sweep", directory.engineId());
          directory.leaveToSweep();
        }
      }
    }
  }

  private static boolean sweepGroups(CgroupTree tree, String dead) {
    Map<String, String> left = tree.sweep(engine -> !engine.equals(dead), SWEEP).left();
    left.forEach((engine, why) -> log.warn("control groups of {} are left: {}", engine, why));
    return left.isEmpty();
  }

  /**
   * Makes a container that is not started yet.
   *
   * @param images which lease the root file systems that the container needs
   */
  public Container create(ContainerSpec spec, ContainerImages images) {
    if (closed.get()) {
      throw new IllegalStateException("the engine is closed");
    }
    Containers.Claim claim = containers.claim(spec.lifeCycle().name());
    LinuxContainer container;
    try {
      container = make(claim, spec, ImageLeases.take(spec, images));
    } catch (RuntimeException | Error e) {
      containers.giveUp(claim);
      throw e;
    }
    containers.add(container);
    return container.created();
  }

  private LinuxContainer make(Containers.Claim claim, ContainerSpec spec, ImageLeases images) {
    try {
      if (!spec.detached()) {
        return new LinuxContainer(this, claim, spec, images, ownIds.give(spec, images));
      }
      DetachedHome home = DetachedHome.make(this, root, claim.id(), spec);
      return new LinuxContainer(this, home, claim, spec, images);
    } catch (RuntimeException | Error e) {
      images.close();
      throw e;
    }
  }

  /** The detached containers under the root. */
  public List<ContainerId> detached() {
    return DetachedHome.all(kernel, root);
  }

  /**
   * Opens a handle of a detached container.
   *
   * @param images as for {@link #create}
   * @throws DetachedContainerException if there is none of that id, or it cannot be read
   */
  public Container adopt(ContainerId id, ContainerImages images) {
    DetachedHome home =
        DetachedHome.find(this, root, id)
            .orElseThrow(
                () ->
                    new DetachedContainerException(
                        "there is no detached container " + id + " under " + root, null));
    Owned made = new Owned();
    made.add(home);
    LinuxContainer container;
    try {
      ContainerSpec spec = home.home().record().spec();
      ImageLeases leases = made.add(ImageLeases.take(spec, images));
      Optional<String> name = home.home().name().or(() -> spec.lifeCycle().name());
      Containers.Claim claim = containers.claim(id, name);
      container = new LinuxContainer(this, home, claim, spec, leases);
    } catch (RuntimeException e) {
      made.closeAfter(e);
      throw e;
    }
    containers.add(container);
    try {
      container.adopt();
      return container;
    } catch (RuntimeException e) {
      container.close();
      throw e;
    }
  }

  /**
   * Kills and removes a detached container without reading what is written of it.
   *
   * @return whether there was one
   * @throws DetachedContainerException if its processes do not end
   */
  public boolean removeDetached(ContainerId id) {
    Optional<DetachedHome> home = DetachedHome.find(this, root, id);
    home.ifPresent(found -> found.removeUnread(() -> sweepGroups(tree, id.value())));
    return home.isPresent();
  }

  CgroupTree tree() {
    return tree;
  }

  /** The containers that are not removed. */
  Containers containers() {
    return containers;
  }

  /** Those containers, the oldest first. */
  public List<Container> list() {
    return containers.all();
  }

  /**
   * The container of this id, else of this name, else whose id begins so.
   *
   * @throws InvalidSpecException if several ids begin so
   */
  public Optional<Container> find(String nameOrId) {
    return containers.find(nameOrId);
  }

  /** Tells what happens to containers from now on. */
  public EventReader events(EventFilter filter) {
    return hub.reader(filter);
  }

  EventHub hub() {
    return hub;
  }

  Schedule schedule() {
    return schedule;
  }

  /** Remembers a removal that is under way, until {@link #removed}: closing waits for it. */
  void removing(ContainerId id, CompletableFuture<Void> removal) {
    removals.put(id, removal);
  }

  /** Nothing of the container is left. */
  void removed(ContainerId id) {
    removals.remove(id);
  }

  Kernel kernel() {
    return kernel;
  }

  HostFacts hostFacts() {
    return hostFacts;
  }

  Launcher launcher() {
    return launcher;
  }

  EngineDirectory directory() {
    return directory;
  }

  EngineGroups groups() {
    return groups;
  }

  /** The ids of containers that ask for no others. */
  IdSpace ids() {
    return ids;
  }

  IdRange range() {
    return ids.range();
  }

  MappedThread mapped() {
    return ids.mapped();
  }

  ContainerFiles files() {
    return files;
  }

  RootfsBuilder rootfs() {
    return ids.rootfs();
  }

  /** The volumes under the engine's root. */
  public LinuxVolumes volumes() {
    return volumes;
  }

  VolumeFill volumeFill() {
    return volumeFill;
  }

  EventLoop events() {
    return events;
  }

  Janitor janitor() {
    return janitor;
  }

  /** One chunk for all pipes: they are read on one thread. */
  byte[] chunk() {
    return chunk;
  }

  /** Where the callbacks of users run: never on the event loop. */
  Executor callbacks() {
    return Thread.ofVirtual().name("jcontainer-callback")::start;
  }

  /** The filter of a container as the kernel takes it, empty for none; not to be changed. */
  byte[] seccompFilter(ContainerSpec spec) {
    SeccompProfile profile = spec.security().seccomp();
    Set<Capability> capabilities = spec.capabilities();
    return profile instanceof SeccompProfile.Defaults
        ? filters.computeIfAbsent(capabilities, given -> compile(profile, given))
        : compile(profile, capabilities);
  }

  private byte[] compile(SeccompProfile profile, Set<Capability> capabilities) {
    return ProfilePolicy.of(profile, capabilities, Arch.host(), hostFacts.version())
        .map(policy -> SeccompFilter.compile(policy, capabilities, Arch.host()))
        .orElse(new byte[0]);
  }

  /** A descriptor of the first process of another container, the caller's to close. */
  Fd processOf(ContainerId id) {
    LinuxContainer other =
        containers
            .of(id)
            .orElseThrow(
                () ->
                    new InvalidSpecException(
                        "shared namespace of container " + id.abbreviated(),
                        "this engine has no such container; share with one that runs"));
    OwnIds.checkShareable(other.spec());
    return other.openProcess();
  }

  /** Ends and removes every container but the detached, then lets go of everything. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      containers.all().forEach(Container::close);
      awaitRemovals();
      hub.close();
      owned.close();
    }
  }

  /** Killed processes end within moments, unless the kernel itself is stuck with one of them. */
  private void awaitRemovals() {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(removals.values().toArray(CompletableFuture<?>[]::new));
    try {
      all.orTimeout(REMOVAL.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      log.warn("{} killed containers have not ended; left to a sweep", removals.size(), e);
    }
  }
}
