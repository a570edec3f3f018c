package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.DetachedContainerException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.cgroup.CgroupTree;
import io.jcontainer.linux.cgroup.EngineGroups;
import io.jcontainer.linux.files.TreeRemoval;
import io.jcontainer.linux.keep.Detached;
import io.jcontainer.linux.keep.Home;
import io.jcontainer.linux.keep.Keeper;
import io.jcontainer.linux.keep.Launched;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The home of a detached container, beside those of engines: directory, control groups and lock are
 * its own, so that no end of an engine touches them. Several handles, also in several JVMs, may
 * have it open.
 */
final class DetachedHome implements ContainerHome, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DetachedHome.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Kernel kernel;
  private final CgroupTree tree;
  private final Fd run;
  private final String name;
  private final Home home;
  private final ContainerFiles files;
  private @Nullable EngineGroups groups;
  private volatile IdRange range;

  private DetachedHome(Engine engine, Fd run, String name) {
    this.kernel = engine.kernel();
    this.tree = engine.tree();
    this.run = run;
    this.name = name;
    this.range = engine.range();
    this.home = Home.open(kernel, run, name);
    this.files = new ContainerFiles(kernel, this::removeDirectory, engine.files().skeletons());
  }

  /**
   * Makes one and writes the container down.
   *
   * @throws InvalidSpecException if such a container cannot outlive the JVM
   */
  static DetachedHome make(Engine engine, Path root, ContainerId id, ContainerSpec spec) {
    Detachable.check(spec);
    EngineDirectory directory = EngineDirectory.create(engine.kernel(), root, id::value);
    try {
      DetachedHome home = open(engine, root, id.value());
      try {
        home.home.write(new Detached(id, spec, Instant.now()));
        directory.leaveToSweep();
        return home;
      } catch (RuntimeException e) {
        home.close();
        throw e;
      }
    } finally {
      directory.close();
    }
  }

  /** Opens one that is there. */
  static DetachedHome open(Engine engine, Path root, String name) {
    Fd run = EngineDirectory.openRun(engine.kernel(), root);
    try {
      return new DetachedHome(engine, run, name);
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /** Opens that of a container, if it has one. */
  static Optional<DetachedHome> find(Engine engine, Path root, ContainerId id) {
    try (Fd run = EngineDirectory.openRun(engine.kernel(), root)) {
      if (!Home.isAt(engine.kernel(), run, id.value())) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(open(engine, root, id.value()));
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) { // removed between the two looks
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The containers that have one under a root. */
  static List<ContainerId> all(Kernel kernel, Path root) {
    List<ContainerId> ids = new ArrayList<>();
    try (Fd run = EngineDirectory.openRun(kernel, root)) {
      for (DirectoryEntry entry : kernel.list(run)) {
        if (entry.isDirectory() && Home.isAt(kernel, run, entry.name())) {
          ids.add(new ContainerId(entry.name()));
        }
      }
    }
    return ids;
  }

  /** What is written in it. */
  Home home() {
    return home;
  }

  @Override
  public String directory(String containerId) {
    return "run/" + name + "/" + containerId;
  }

  private void removeDirectory(String containerId) {
    TreeRemoval.remove(kernel, home.directory(), containerId);
  }

  @Override
  public ContainerFiles files() {
    return files;
  }

  @Override
  public synchronized EngineGroups groups() {
    EngineGroups known = groups;
    if (known == null) {
      known =
          home.launched()
              .map(launched -> tree.reopen(name, launched.groups()))
              .orElseGet(() -> tree.engine(name));
      groups = known;
    }
    return known;
  }

  @Override
  public IdRange range() {
    return range;
  }

  /** The container runs with other ids than it would if it were started here. */
  void runsWith(IdRange other) {
    range = other;
  }

  /**
   * Takes the lock for a start, and forgets the run before. The keeper holds it afterwards.
   *
   * @throws DetachedContainerException if another JVM starts or removes it, or it runs
   */
  Fd lockForStart() {
    Fd lock = lock("start");
    try {
      home.forgetRun();
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** A keeper that has ended lets go of the lock a moment later. */
  private Fd lock(String operation) {
    return home.lock(PATIENCE)
        .orElseThrow(
            () ->
                new DetachedContainerException(
                    "cannot "
                        + operation
                        + " the detached container in "
                        + name
                        + ": another process starts, runs or removes it",
                    null));
  }

  /** The keeper and the first process of a run; closing it closes both descriptors. */
  record Kept(Birth birth, Fd keeper, Launched launched) {
    void close() {
      birth.pidfd().close();
      keeper.close();
    }
  }

  /**
   * Finds those of the run that goes on. While the lock is held the numbers in the keeper's file
   * mean these two and no other processes.
   *
   * @return nothing if it does not run
   */
  Optional<Kept> find() {
    Optional<Keeper> keeper = home.keeper();
    Optional<Launched> launched = home.launched();
    if (keeper.isEmpty() || launched.isEmpty() || home.departure().isPresent()) {
      return Optional.empty();
    }
    List<Fd> opened = new ArrayList<>();
    boolean found = false;
    try {
      opened.add(kernel.pidfdOpen(keeper.get().pid()));
      opened.add(kernel.pidfdOpen(keeper.get().firstProcess()));
      found = home.isHeld() && home.departure().isEmpty();
      return found
          ? Optional.of(
              new Kept(
                  new Birth(keeper.get().firstProcess(), opened.get(1)),
                  opened.get(0),
                  launched.get()))
          : Optional.empty();
    } catch (KernelException e) {
      log.debug("the processes of {} have just ended", name, e);
      return Optional.empty();
    } finally {
      if (!found) {
        opened.forEach(Fd::close);
      }
    }
  }

  /** Another descriptor of the directory, for a keeper. */
  Descriptor directoryDescriptor() {
    return home.directory();
  }

  /** Opens the directory once more, to be watched. */
  Fd openAgain() {
    return kernel.open(run, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
  }

  @Override
  public void removing() {
    home.forget();
  }

  @Override
  public void containerRemoved() {
    try (Fd _ = lock("remove")) {
      home.forget();
      if (removeGroups()) {
        EngineDirectory.removeEngine(kernel, run, name);
      } else {
        log.warn("control groups of detached container {} are left to a sweep", name);
      }
    } catch (RuntimeException e) {
      log.warn("what detached container {} left is left to a sweep", name, e);
    } finally {
      close();
    }
  }

  /** Its processes have ended. Where the groups of a start are that was cut short is not known. */
  private synchronized boolean removeGroups() {
    if (groups == null && home.launched().isEmpty()) {
      return tree.sweep(engine -> !engine.equals(name), PATIENCE).left().isEmpty();
    }
    EngineGroups last = groups();
    boolean _ = last.existing(new ContainerId(name)).remove(PATIENCE);
    last.close();
    return !last.left();
  }

  @Override
  public void released() {
    close();
  }

  /**
   * Ends the container and removes everything of it.
   *
   * @param sweep kills and removes all control groups of it, wherever; says whether they are gone
   */
  void removeUnread(BooleanSupplier sweep) {
    try (this) {
      if (!sweep.getAsBoolean()) {
        throw new DetachedContainerException(
            "cannot remove the detached container in " + name + ": its processes do not end", null);
      }
      try (Fd _ = lock("remove")) {
        home.forget();
        EngineDirectory.removeEngine(kernel, run, name);
      }
    }
  }

  /** Lets go of it; the container goes on. Idempotent. */
  @Override
  public synchronized void close() {
    if (groups != null) {
      groups.release();
    }
    home.close();
    run.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
