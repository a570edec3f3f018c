package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.keep.Departure;
import io.jcontainer.linux.keep.Home;
import io.jcontainer.linux.keep.Keeper;
import io.jcontainer.linux.keep.Launched;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Finds out how a detached container is that this process has not started. */
final class Adoption {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Engine engine;
  private final Kernel kernel;
  private final KeptOutput output;
  private final DetachedHome home;
  private final Home files;
  private final ContainerId id;
  private final RootAccess access;

  Adoption(Engine engine, KeptOutput output, ContainerId id, RootAccess access) {
    this.engine = engine;
    this.kernel = engine.kernel();
    this.output = output;
    this.home = output.home();
    this.files = home.home();
    this.id = id;
    this.access = access;
  }

  /** The process of its latest run, running or dead; nothing if it was never started. */
  Optional<RunningProcess> run() {
    files.awaitStart(PATIENCE);
    Optional<DetachedHome.Kept> kept = home.find();
    if (kept.isPresent()) {
      return Optional.of(running(kept.get()));
    }
    access.adopt(false, Optional.empty());
    return files.launched().map(this::dead);
  }

  private RunningProcess running(DetachedHome.Kept kept) {
    try {
      home.runsWith(new IdRange(kept.launched().firstId(), IdRange.SIZE));
      access.adopt(true, root(kept));
      int pid = kept.birth().pid();
      Death death = new Death.OfKept(files, kept.keeper(), pid, home.groups().existing(id)::kill);
      return process(kept.birth(), kept.launched(), Instant.now(), death).watched();
    } catch (RuntimeException e) {
      kept.close();
      throw e;
    }
  }

  /**
   * Its root, if it is still the one it was started with: a process may have made something else
   * its root, a procfs say, whose files act with the power of whoever opens them.
   */
  private Optional<SeenRoot> root(DetachedHome.Kept kept) {
    String path = "/proc/" + kept.birth().pid() + "/root";
    Fd root;
    try {
      root = kernel.open(Descriptor.CWD, path, O.PATH | O.DIRECTORY, 0);
    } catch (KernelException e) {
      return Optional.empty(); // it has just ended
    }
    try {
      kernel.pidfdSendSignal(kept.birth().pidfd(), 0); // so the number was its own all the time
    } catch (KernelException e) {
      root.close();
      return Optional.empty(); // likewise
    }
    return SeenRoot.of(kernel, root, kept.launched());
  }

  private RunningProcess dead(Launched launched) {
    Optional<Departure> departure = files.departure();
    if (departure.isEmpty()) {
      home.groups().existing(id).kill(); // its keeper is gone, and it may have outlived that
    }
    int pid = files.keeper().map(Keeper::firstProcess).orElse(0);
    // a descriptor that reaches nobody: the process is no more
    Birth birth = new Birth(pid, kernel.eventfd(0));
    Instant ended = departure.map(Departure::time).orElse(launched.started());
    return process(birth, launched, ended, new Death.Past(birth.pidfd()))
        .dead(departure.map(Death.OfKept::end).orElseGet(() -> Death.killed(files, pid)));
  }

  private RunningProcess process(Birth birth, Launched launched, Instant now, Death death) {
    Cgroup cgroup = home.groups().existing(id);
    return new RunningProcess(
        engine,
        id,
        birth,
        cgroup,
        launched.user(),
        KeptStart.startedNanos(launched.started(), now),
        new KeptStreams(output),
        Channels.none(engine),
        death,
        home);
  }
}
