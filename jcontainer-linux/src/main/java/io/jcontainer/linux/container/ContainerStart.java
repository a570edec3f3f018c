package io.jcontainer.linux.container;

import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Limits;
import io.jcontainer.Namespace;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.files.Owners;
import io.jcontainer.linux.program.FaultReport;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.rootfs.MappedThread;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.rootfs.SecretFiles;
import io.jcontainer.linux.security.UserIdentity;
import io.jcontainer.linux.terminal.Terminal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * One attempt to start a container. What can be prepared at once is: the helper is spawned on one
 * thread and the root file system built on another while this one makes the control groups; the
 * first process is made in its namespaces while the root file system is still being built. All that
 * was made is undone in reverse order if anything fails.
 */
final class ContainerStart {
  private static final Duration ENDING = Duration.ofSeconds(10);

  private final Engine engine;
  private final ContainerHome home;
  private final Kernel kernel;
  private final ContainerId id;
  private final ContainerSpec spec;
  private final Limits limits;
  private final RootAccess access;
  private final MainOutput output;
  private final Optional<KeptStart> kept;
  private final Undo undo = new Undo();
  private final StartEvent event = new StartEvent();
  private boolean claimed;

  /**
   * An attempt.
   *
   * @param home where the container's files and groups are
   * @param kept what there is to do besides, if the container is to outlive the JVM
   */
  ContainerStart(
      Engine engine,
      ContainerHome home,
      ContainerId id,
      ContainerSpec spec,
      Limits limits,
      RootAccess access,
      MainOutput output,
      Optional<KeptStart> kept) {
    this.engine = engine;
    this.home = home;
    this.kernel = engine.kernel();
    this.id = id;
    this.spec = spec;
    this.limits = limits;
    this.access = access;
    this.output = output;
    this.kept = kept;
  }

  /**
   * Starts it: when this returns, the first process is the command.
   *
   * @throws StartException if it cannot be started: nothing of this start is left
   */
  RunningProcess start() {
    event.begin();
    try {
      RunningProcess process = attempt();
      event.pid = process.pid();
      return process;
    } catch (KernelException e) {
      StartException failed =
          new StartException(Reason.SETUP, "cannot set the container up: " + e.getMessage(), e);
      undo.run(failed);
      throw failed;
    } catch (RuntimeException | Error e) {
      undo.run(e);
      throw e;
    } finally {
      event.finish(id);
      engine.launcher().restock();
    }
  }

  private RunningProcess attempt() {
    long started = event.start();
    CompletableFuture<Helper> spawning = engine.launcher().take();
    undo.add(() -> MappedThread.join(spawning).close());
    kept.ifPresent(start -> undo.add(start::failed));
    undo.add(access::startFailed);
    access.starting();
    Future<Preparation> preparing = access.ids().mapped().submit(this::prepare);

    Cgroup cgroup = home.groups().create(id, limits);
    event.controlGroups = event.lap();
    undo.add(() -> engine.janitor().removeGroup(cgroup));
    undo.add(cgroup::kill);
    try (StandardStreams streams = StandardStreams.open(kernel, spec.openInput());
        GroupDescriptors group = GroupDescriptors.of(cgroup);
        SharedNamespaces shared = SharedNamespaces.open(engine, spec)) {
      event.streams = event.lap();
      Helper helper = MappedThread.join(spawning);
      event.helperWait = event.lap();
      DescriptorTable table = streams.table(Channels.reserved(spec.process().channels()));
      Optional<Keeping> keeping =
          kept.map(start -> start.keeping(streams, access.volumeLocks(), spec));
      Launch first = Launch.birth(engine, access.ids(), spec, group, shared, keeping, table);
      helper.run(first.program(), first.descriptors());
      undo.add(() -> endUnclaimed(helper, cgroup));
      event.birth = event.lap();
      Preparation prepared = MappedThread.join(preparing);
      event.rootFilesystemWait = event.lap();
      Launch launch = Launch.of(engine, id, spec, prepared.root(), prepared.user(), table);
      event.program = event.lap();
      kept.ifPresent(start -> start.writeDown(prepared.user(), cgroup, prepared.root()));
      send(helper, launch);
      event.sending = event.lap();
      streams.closeChildEnds();
      Announced announced = follow(helper, streams, cgroup);
      Birth born = announced.birth().orElseThrow(ContainerStart::unborn);
      RunningProcess process =
          kept.isPresent()
              ? kept.get().process(id, born, cgroup, prepared.user(), started)
              : watch(born, cgroup, prepared.user(), streams, announced, started);
      process.limits().apply(spec.killRules(), limits, output.exceeded());
      access.started();
      engine.janitor().reap(helper);
      event.watching = event.lap();
      return process;
    }
  }

  /** Looks at the first process while it sets itself up, until it has become the command. */
  private Announced follow(Helper helper, StandardStreams streams, Cgroup cgroup) {
    try (StatusReader status =
        new StatusReader(kernel, engine.events(), streams.status(), FaultReport.SIZE)) {
      if (spec.terminal().isPresent() || !spec.process().channels().isEmpty()) {
        var _ = status.join(); // they are told of late
      } else {
        Announced.await(engine.events(), helper);
      }
      Announced announced = announced(helper);
      announced.birth().ifPresent(born -> verifyMembership(cgroup, born));
      event.verification = event.lap();
      checkStarted(helper, status.join());
      event.setup = event.lap();
      return announced;
    }
  }

  /** Where all processes have ended already, the status pipe says why. */
  private static void send(Helper helper, Launch launch) {
    try {
      helper.run(launch.program(), launch.descriptors());
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EPIPE) && !e.errno().equals(Errno.ECONNRESET)) {
        throw e;
      }
    }
  }

  /** What the mapped thread prepares: the root, and who the user is by the image's own files. */
  private record Preparation(PreparedRoot root, UserIdentity user) {}

  private Preparation prepare() {
    long begun = System.nanoTime();
    PreparedRoot root = access.forStart();
    UserIdentity user =
        ImageUsers.resolve(
            kernel, root.root(), spec.user(), spec.process().groups(), access.ids().range());
    Owners owners = access.ids().range().owners();
    SecretFiles.giveTo(
        kernel, root, spec.storage().secrets(), owners.host(user.uid()), owners.host(user.gid()));
    event.rootFilesystem = System.nanoTime() - begun;
    return new Preparation(root, user);
  }

  private static void checkStarted(Helper helper, byte[] report) {
    switch (helper.report(report)) {
      case FaultReport.None() -> {
        // the status pipe closed itself with the execve of the command
      }
      case FaultReport.Failed(var fault) -> throw StartFailure.of(fault);
      case FaultReport.Garbled(String reason) ->
          throw new StartException(Reason.SETUP, "cannot tell how the start went: " + reason, null);
    }
  }

  /** What the helper, and with a terminal its child, tell of themselves. */
  private Announced announced(Helper helper) {
    Announced announced =
        Announced.receive(helper, spec.terminal().isPresent(), spec.process().channels().size());
    claimed = true;
    undo.add(announced::close);
    announced.birth().ifPresent(born -> undo.add(() -> born.end(kernel)));
    return announced;
  }

  /**
   * Ends a first process that may wait for its second half. The helper ends by itself, so that by
   * then its message is there or never comes; the kill sees to it that nobody else holds the socket
   * open.
   */
  private void endUnclaimed(Helper helper, Cgroup cgroup) {
    if (!claimed) {
      helper.awaitExit();
      cgroup.kill();
      announced(helper);
    }
  }

  /**
   * Looks from outside whether the process is where it should be. One that is ending leaves its v1
   * groups a moment before its end shows, which is long on a busy host if others end with it; so a
   * process that is elsewhere is given time.
   */
  private void verifyMembership(Cgroup cgroup, Birth birth) {
    try {
      cgroup.verifyMember(birth.pid());
    } catch (CgroupException e) {
      if (!Ending.within(ENDING, engine.events(), birth.pidfd())) {
        throw e;
      }
    }
  }

  private static StartException unborn() {
    return new StartException(
        Reason.SETUP,
        "cannot find the container's first process: the process that makes it was killed",
        null);
  }

  private RunningProcess watch(
      Birth birth,
      Cgroup cgroup,
      UserIdentity user,
      StandardStreams pipes,
      Announced announced,
      long started) {
    Optional<Terminal> terminal = announced.terminal().map(ends -> Terminal.of(kernel, ends));
    MainStreams streams = new MainStreams(engine, spec, pipes, terminal, output);
    undo.add(streams::close);
    Channels channels =
        new Channels(kernel, engine.events(), spec.process().channels(), announced.channels());
    undo.add(channels::close);
    Death death = new Death.OfChild(kernel, birth.pidfd());
    RunningProcess process =
        new RunningProcess(engine, id, birth, cgroup, user, started, streams, channels, death, home)
            .watched();
    spec.timeLimit().ifPresent(process.limits()::limitTime);
    if (spec.namespaces().shared().containsKey(Namespace.PID)) {
      process.endRestWithIt();
    }
    return process;
  }
}
