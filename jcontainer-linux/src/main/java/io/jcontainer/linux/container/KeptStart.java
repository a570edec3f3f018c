package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.keep.Launched;
import io.jcontainer.linux.keep.Launched.KeptMount;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import io.jcontainer.linux.security.UserIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the start of a detached container does besides: it gives a keeper the locks that this JVM
 * holds now, and writes down what whoever adopts the container has to know. Closing it lets go of
 * the locks; the keeper has them then.
 */
final class KeptStart implements AutoCloseable {
  private final Engine engine;
  private final Kernel kernel;
  private final KeptOutput output;
  private final DetachedHome home;
  private final List<Fd> locks = new ArrayList<>();
  private Optional<Keeping> keeping = Optional.empty();

  private KeptStart(Engine engine, KeptOutput output) {
    this.engine = engine;
    this.kernel = engine.kernel();
    this.output = output;
    this.home = output.home();
  }

  /** Takes the locks: nobody else starts or removes the container meanwhile. */
  static KeptStart begin(Engine engine, KeptOutput output, ImageLeases images) {
    KeptStart start = new KeptStart(engine, output);
    start.locks.add(start.home.lockForStart());
    try {
      images.lockFiles().forEach(file -> start.locks.add(start.share(file)));
      return start;
    } catch (RuntimeException e) {
      start.close();
      throw e;
    }
  }

  private Fd share(Path file) {
    Fd lock = kernel.open(Descriptor.CWD, file.toString(), O.RDONLY | O.NOFOLLOW, 0);
    if (!kernel.flock(lock, Lock.SH | Lock.NB)) {
      lock.close();
      throw new StartException(Reason.SETUP, "cannot lease the image: it is being removed", null);
    }
    return lock;
  }

  /** What the keeper gets. */
  Keeping keeping(StandardStreams streams, List<Descriptor> volumes, ContainerSpec spec) {
    List<Descriptor> held = new ArrayList<>(locks);
    held.addAll(volumes);
    Keeping given = Keeping.of(kernel, streams, home.directoryDescriptor(), held, spec);
    keeping = Optional.of(given);
    return given;
  }

  /** Writes down what is known before the command runs. */
  void writeDown(UserIdentity user, Cgroup cgroup, PreparedRoot root) {
    FileStatus status = kernel.stat(root.root(), "", At.EMPTY_PATH);
    List<KeptMount> mounts = root.mounts().stream().map(this::kept).toList();
    home.runsWith(engine.range());
    home.home()
        .write(
            new Launched(
                user,
                engine.range().first(),
                cgroup.locations(),
                status.device(),
                status.inode(),
                mounts,
                Instant.now()));
  }

  private KeptMount kept(PreparedMount mount) {
    return new KeptMount(mount.target(), kernel.stat(mount.mount(), "", At.EMPTY_PATH).mountId());
  }

  /** The process, which the keeper keeps. The birth's descriptor becomes its own. */
  RunningProcess process(
      ContainerId id, Birth birth, Cgroup cgroup, UserIdentity user, long started) {
    output.follow();
    Optional<DetachedHome.Kept> kept = home.find();
    if (kept.isPresent()) {
      kept.get().birth().pidfd().close();
      Death death = new Death.OfKept(home.home(), kept.get().keeper(), birth.pid(), cgroup::kill);
      return process(id, birth, cgroup, user, started, death).watched();
    }
    Death.End end =
        home.home()
            .departure()
            .map(Death.OfKept::end)
            .orElseThrow(
                () -> new StartException(Reason.SETUP, "the container's keeper was killed", null));
    return process(id, birth, cgroup, user, started, new Death.Past(birth.pidfd())).dead(end);
  }

  private RunningProcess process(
      ContainerId id, Birth birth, Cgroup cgroup, UserIdentity user, long started, Death death) {
    KeptStreams streams = new KeptStreams(output);
    return new RunningProcess(
        engine, id, birth, cgroup, user, started, streams, Channels.none(engine), death, home);
  }

  /** Undoes what was written down of a start that failed, once its keeper has ended. */
  void failed() {
    close();
    home.lockForStart().close();
  }

  /** When a run began that another process started, by this process's clock. */
  static long startedNanos(Instant started, Instant now) {
    return System.nanoTime() - Duration.between(started, now).toNanos();
  }

  @Override
  public void close() {
    locks.forEach(Fd::close);
    keeping.ifPresent(Keeping::close);
  }
}
