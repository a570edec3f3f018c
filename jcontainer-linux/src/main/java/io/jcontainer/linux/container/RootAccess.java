package io.jcontainer.linux.container;

import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.files.ContainerView;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.rootfs.WritableLayer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A container's root file system from its first use, which may come before the start, to the
 * container's removal: the descriptors through which its files are reached from outside.
 *
 * <p>{@code lock} guards all fields. It is held while the root is built for a container that is not
 * started, which the mapped thread does; so nothing on that thread takes it.
 */
final class RootAccess {
  private static final Duration LONGEST_VIEW = Duration.ofSeconds(10);

  private enum Phase {
    DETACHED,
    STARTING,
    ATTACHED,
    GONE
  }

  private final Engine engine;
  private final ContainerHome home;
  private final ContainerId id;
  private final ContainerSpec spec;
  private final IdSpace ids;
  private final ContainerVolumes storage;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final Condition unseen = lock.newCondition();
  private Phase phase = Phase.DETACHED;
  private int views;
  private boolean everStarted;
  private boolean keepVolumes;

  /** Whether the mounts were attached somewhere: the kernel does not attach them again. */
  private boolean spent;

  private @Nullable PreparedRoot prepared;

  /** What was written in earlier runs, while nothing is built on it. */
  private @Nullable WritableLayer kept;

  RootAccess(
      Engine engine,
      ContainerHome home,
      ContainerId id,
      ContainerSpec spec,
      ImageLeases images,
      IdSpace ids) {
    this.engine = engine;
    this.home = home;
    this.id = id;
    this.spec = spec;
    this.ids = ids;
    this.storage = new ContainerVolumes(engine, images);
  }

  /**
   * Goes on with what an earlier process has made of the container.
   *
   * @param runs whether it runs
   * @param seen the root of the container as it runs, owned; empty if it does not, or if it is not
   *     what the container was given
   */
  void adopt(boolean runs, Optional<SeenRoot> seen) {
    WritableLayer layer = ids.rootfs().written(home.directory(id.value())).orElse(null);
    lock.lock();
    try {
      everStarted = layer != null;
      kept = layer;
      if (runs) {
        phase = Phase.ATTACHED;
        spent = true;
        storage.use(spec.mounts());
      }
      if (layer == null) {
        seen.ifPresent(SeenRoot::close);
      } else if (seen.isPresent()) {
        prepared = seen.get().on(layer);
        kept = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The locks of the volumes in use, which a keeper shall hold, too. */
  List<Descriptor> volumeLocks() {
    lock.lock();
    try {
      return storage.locks();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the container's volumes into use, and keeps everybody else out until {@link #started} or
   * {@link #startFailed}.
   *
   * @throws StartException if files of an earlier run are in use and stay so
   */
  void starting() {
    lock.lock();
    try {
      phase = Phase.STARTING;
      storage.use(spec.mounts());
      PreparedRoot last = prepared;
      if (last != null && spent) {
        awaitUnseen();
        last.closeMounts();
        kept = last.writable();
        prepared = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Two overlays on the same writable layer would not see each other's changes. */
  private void awaitUnseen() {
    long end = System.nanoTime() + LONGEST_VIEW.toNanos();
    boolean interrupted = false;
    while (views > 0 && end - System.nanoTime() > 0) {
      try {
        var _ = unseen.awaitNanos(end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (views > 0) {
      throw new StartException(
          Reason.SETUP,
          "cannot start container " + id + " again: its files are being copied; wait for that",
          null);
    }
  }

  /**
   * Undoes a start on its way: of a container that never ran nothing is left, one that did is as it
   * was before.
   */
  void startFailed() {
    ids.mapped().call(() -> true); // what is still being built there comes first
    if (!everStarted) {
      close();
      home.files().remove(id.value());
      return;
    }
    lock.lock();
    try {
      phase = Phase.DETACHED;
      spent = true;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The ids that the container has. */
  IdSpace ids() {
    return ids;
  }

  /** The root for a start, on the mapped thread: the one that was built before, or a new one. */
  PreparedRoot forStart() {
    PreparedRoot root = prepared;
    if (root == null) {
      root = build();
      prepared = root;
    }
    return root;
  }

  private PreparedRoot build() {
    WritableLayer layer = kept;
    if (layer == null) {
      String directory = home.directory(id.value());
      return ids.rootfs().build(id, spec, storage, directory);
    }
    PreparedRoot again = ids.rootfs().rebuild(id, spec, storage, layer);
    kept = null;
    spent = false;
    return again;
  }

  /** The mounts are in the container's namespace now; those of devices are not needed again. */
  void started() {
    lock.lock();
    try {
      if (prepared != null) {
        prepared.devices().close();
      }
      phase = Phase.ATTACHED;
      everStarted = true;
      spent = true;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The container's namespace is gone, and with it what was attached there; the mounts are not. */
  void ended() {
    lock.lock();
    try {
      if (phase == Phase.ATTACHED) {
        phase = Phase.DETACHED;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A view for one operation; it stays good when the container is removed meanwhile. Waits while
   * the container starts.
   *
   * @throws ContainerStateException after the removal
   */
  ContainerView view(String operation) {
    lock.lock();
    try {
      while (phase == Phase.STARTING) {
        settled.awaitUninterruptibly();
      }
      if (phase == Phase.GONE) {
        throw new ContainerStateException(operation, id, ContainerState.REMOVED);
      }
      PreparedRoot root = prepared;
      if (root == null && phase == Phase.ATTACHED) {
        throw new ContainerFileException(
            "/",
            "the container has made something else its root: its files cannot be reached",
            null);
      }
      if (root == null) {
        root = buildEarly();
        prepared = root;
      }
      List<ContainerView.Part> parts =
          root.mounts().stream()
              .map(mount -> new ContainerView.Part(mount.target(), mount.mount()))
              .toList();
      ContainerView view =
          new ContainerView(
              engine.kernel(), root.root(), parts, phase == Phase.ATTACHED, this::viewClosed);
      views++;
      return view;
    } finally {
      lock.unlock();
    }
  }

  private void viewClosed() {
    lock.lock();
    try {
      views--;
      unseen.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does something with the root, which is there as long as a view of it is open.
   *
   * @throws ContainerStateException after the removal
   */
  <T> T withRoot(String operation, Function<PreparedRoot, T> use) {
    lock.lock();
    try {
      if (phase == Phase.GONE || prepared == null) {
        throw new ContainerStateException(operation, id, ContainerState.REMOVED);
      }
      return use.apply(prepared);
    } finally {
      lock.unlock();
    }
  }

  private PreparedRoot buildEarly() {
    try {
      storage.use(spec.mounts());
      return ids.mapped().call(this::build);
    } catch (RuntimeException e) {
      if (!everStarted) {
        storage.close();
        home.files().remove(id.value());
      }
      if (e instanceof KernelException) {
        throw new StartException(
            Reason.SETUP, "cannot set up the files of the container: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * Refuses views from now on, and says whether there is anything to close.
   *
   * @param volumes whether anonymous volumes go with the container
   */
  boolean retire(boolean volumes) {
    lock.lock();
    try {
      keepVolumes = !volumes;
      phase = Phase.GONE;
      settled.signalAll();
      return prepared != null || kept != null;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the root. Idempotent. */
  void close() {
    lock.lock();
    try {
      phase = Phase.GONE;
      settled.signalAll();
      if (prepared != null) {
        prepared.close();
        prepared = null;
      }
      if (kept != null) {
        kept.close();
        kept = null;
      }
      if (keepVolumes) {
        storage.keep();
      } else {
        storage.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
