package io.jcontainer.linux.container;

import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.ExecException;
import io.jcontainer.ExecException.Reason;
import io.jcontainer.ExecSpec;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.StartException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.cgroup.NestedGroup;
import io.jcontainer.linux.program.FaultReport;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.rootfs.MappedThread;
import io.jcontainer.linux.security.UserIdentity;
import io.jcontainer.linux.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One attempt to execute a command in a running container. All that was made is undone in reverse
 * order if anything fails.
 *
 * <p>A hostile container can make the set-up wait: its working directory or program may lie on a
 * file system that it serves itself. So the set-up has a deadline.
 */
final class ExecStart {
  private static final Duration LONGEST_SETUP = Duration.ofSeconds(30);
  private static final Duration ENDING = Duration.ofMillis(500);

  private final Engine engine;
  private final Kernel kernel;
  private final ContainerId id;
  private final ContainerSpec container;
  private final RunningProcess first;
  private final ExecGroups groups;
  private final ExecSpec spec;
  private final ExecStreams ends;
  private final Undo undo = new Undo();
  private final ExecEvent event = new ExecEvent();
  private final AtomicBoolean late = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean launching = true;
  private boolean namespacesGone;

  ExecStart(
      Engine engine,
      ContainerId id,
      ContainerSpec container,
      RunningProcess first,
      ExecGroups groups,
      ExecSpec spec,
      ExecStreams ends) {
    this.engine = engine;
    this.kernel = engine.kernel();
    this.id = id;
    this.container = container;
    this.first = first;
    this.groups = groups;
    this.spec = spec;
    this.ends = ends;
  }

  /**
   * Begins it: when this returns, the process is the command.
   *
   * @throws ExecException if it cannot be begun: nothing of it is left
   */
  ExecProcess start() {
    event.start();
    try {
      ExecProcess process = attempt();
      event.pid = process.pid();
      return process;
    } catch (KernelException | StartException e) {
      ExecException failed = translated(e);
      undo.run(failed);
      throw orEnded(failed);
    } catch (RuntimeException e) {
      undo.run(e);
      throw orEnded(e);
    } catch (Error e) {
      undo.run(e);
      throw e;
    } finally {
      event.finish(id, spec.command().getFirst());
      engine.launcher().restock();
    }
  }

  private static ExecException translated(RuntimeException e) {
    if (e instanceof StartException user) { // only the look-up of a user throws it here
      return new ExecException(Reason.USER, String.valueOf(user.getMessage()), user);
    }
    return new ExecException(Reason.SETUP, "cannot set the command up: " + e.getMessage(), e);
  }

  /**
   * If there is no container any more, whatever failed, failed because of that. Its first process
   * loses its namespaces a moment before its end shows, and that does not show while the process of
   * the command, which was ended with it, is not reaped.
   */
  private RuntimeException orEnded(RuntimeException failure) {
    if (!(namespacesGone ? first.endsWithin(ENDING) : first.hasEnded())) {
      return failure;
    }
    ContainerStateException ended =
        new ContainerStateException("execute a command in", id, ContainerState.EXITED);
    ended.addSuppressed(failure);
    return ended;
  }

  private ExecProcess attempt() {
    long begun = System.nanoTime();
    CompletableFuture<Helper> spawning = engine.launcher().take();
    undo.add(() -> MappedThread.join(spawning).close());
    UserIdentity user = user();
    NestedGroup group = groups.make(first.cgroup()::nest);
    undo.add(() -> groups.release(group));
    long oomKills = first.cgroup().oomKills();
    try (StandardStreams streams = StandardStreams.open(kernel, ends.hasInput());
        GroupNamespace namespace = GroupNamespace.of(container, first);
        GroupDescriptors files = new GroupDescriptors(group.joinFiles(), group.cloneInto())) {
      DescriptorTable table = streams.table(0);
      Program program = program(user, namespace, files, table);
      event.preparation = event.lap();
      Helper helper = MappedThread.join(spawning);
      event.helperWait = event.lap();
      Announced announced = launch(helper, group, program, table, streams);
      Birth born = announced.birth().orElseThrow(this::unborn);
      Optional<Terminal> terminal = announced.terminal().map(this::terminal);
      ExecProcess process =
          new ExecProcess(
              engine,
              born,
              group,
              groups,
              ends.connect(engine, streams, terminal),
              () -> first.cgroup().oomKills(),
              oomKills);
      spec.timeout().ifPresent(limit -> process.limitTime(left(limit, begun)));
      engine.janitor().reap(helper);
      return process.watched();
    }
  }

  private static Duration left(Duration limit, long begun) {
    Duration left = limit.minusNanos(System.nanoTime() - begun);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private UserIdentity user() {
    if (spec.user().isEmpty()) {
      return first.user();
    }
    try (Fd root = first.openRoot()) {
      return ImageUsers.resolve(kernel, root, spec.user().get(), Set.of(), first.range());
    }
  }

  /** A further command would run under the label of this process, which is to say without. */
  private static void refuse(SecurityLabel label) {
    throw new HostUnsupportedException(
        label.feature(),
        "a further command does not get the container's " + label.feature().title() + " label",
        "run the command as a container of its own with that label");
  }

  private Program program(
      UserIdentity user, GroupNamespace namespace, GroupDescriptors files, DescriptorTable table) {
    SecurityLabel.of(container.security()).ifPresent(ExecStart::refuse);
    Map<String, String> environment = environment(user);
    int firstProcess = table.add(first.pidfd()); // ExecProgram.FIRST_PROCESS
    int groupNamespace = namespace.addTo(table, firstProcess);
    List<Integer> joinFiles = new ArrayList<>();
    files.joinFiles().forEach(file -> joinFiles.add(table.add(file)));
    int cloneInto = files.cloneInto().map(table::add).orElse(-1);
    return ExecProgram.compile(
        new ExecPlan(
            spec.command(),
            environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList(),
            environment.getOrDefault("PATH", ""),
            spec.workingDirectory().orElse(container.workingDirectory()),
            user,
            container.capabilities(),
            engine.hostFacts().lastCapability(),
            engine.hostFacts().ulimits(container.ulimits()),
            engine.hostFacts().landlock().rules(container),
            engine.seccompFilter(container),
            spec.terminal(),
            joinFiles,
            cloneInto,
            groupNamespace));
  }

  private Terminal terminal(List<Fd> received) {
    try {
      return Terminal.of(kernel, received);
    } catch (KernelException e) {
      throw new ExecException(Reason.TERMINAL, "cannot use the terminal: " + e.getMessage(), e);
    }
  }

  private Map<String, String> environment(UserIdentity user) {
    Map<String, String> environment = new LinkedHashMap<>(container.environment());
    environment.putAll(spec.environment());
    environment.putIfAbsent("HOME", user.home());
    if (spec.terminal().isPresent()) {
      environment.putIfAbsent("TERM", "xterm");
    }
    return environment;
  }

  /** Has the program carried out, within the time there is for it. */
  private Announced launch(
      Helper helper,
      NestedGroup group,
      Program program,
      DescriptorTable table,
      StandardStreams streams) {
    Duration limit =
        spec.timeout().filter(t -> t.compareTo(LONGEST_SETUP) < 0).orElse(LONGEST_SETUP);
    try (EventLoop.Timer _ = engine.events().after(limit, () -> giveUp(helper, group))) {
      helper.run(program, table.takeUnsent());
      streams.closeChildEnds();
      try (StatusReader status =
          new StatusReader(kernel, engine.events(), streams.status(), FaultReport.SIZE)) {
        if (spec.terminal().isPresent()) {
          var _ = status.join(); // it is told of late
        } else {
          Announced.await(engine.events(), helper);
        }
        Announced announced = Announced.receive(helper, spec.terminal().isPresent(), 0);
        undo.add(announced::close);
        announced.birth().ifPresent(born -> undo.add(() -> born.end(kernel)));
        announced.birth().ifPresent(born -> verifyMembership(group, born));
        event.verification = event.lap();
        checkBegun(helper, status.join(), limit);
        event.setup = event.lap();
        return announced;
      }
    } finally {
      launchIsOver();
    }
  }

  /** Not on the event loop, where killing might wait. The helper is still to be closed. */
  private void giveUp(Helper helper, NestedGroup group) {
    late.set(true);
    engine
        .callbacks()
        .execute(
            () -> {
              lock.lock();
              try {
                if (launching) {
                  helper.kill();
                  group.kill();
                }
              } finally {
                lock.unlock();
              }
            });
  }

  private void launchIsOver() {
    lock.lock();
    try {
      launching = false;
    } finally {
      lock.unlock();
    }
  }

  private void checkBegun(Helper helper, byte[] report, Duration limit) {
    if (late.get()) {
      throw new ExecException(
          Reason.TIMEOUT,
          "cannot execute "
              + spec.command().getFirst()
              + ": it was not begun within "
              + limit.toMillis()
              + " ms; the container may serve a file system that does not answer",
          null);
    }
    switch (helper.report(report)) {
      case FaultReport.None() -> {
        // the status pipe closed itself with the execve of the command
      }
      case FaultReport.Failed(var fault) -> {
        namespacesGone = fault.errno().filter(Errno.ESRCH::equals).isPresent();
        throw ExecFailure.of(fault);
      }
      case FaultReport.Garbled(String reason) ->
          throw new ExecException(
              Reason.SETUP, "cannot tell how the set-up of the command went: " + reason, null);
    }
  }

  private ExecException unborn() {
    return new ExecException(
        Reason.SETUP,
        "cannot find the process: container " + id + " ended before it was made",
        null);
  }

  /**
   * Looks from outside whether the process is where it should be, while it sets itself up. One that
   * is ending leaves its v1 groups a moment before its end shows, so a process that is elsewhere is
   * given that moment.
   */
  private void verifyMembership(NestedGroup group, Birth birth) {
    try {
      group.verifyMember(birth.pid());
    } catch (CgroupException e) {
      if (!Ending.within(ENDING, engine.events(), birth.pidfd())) {
        throw e;
      }
    }
  }
}
