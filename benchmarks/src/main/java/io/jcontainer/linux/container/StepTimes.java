package io.jcontainer.linux.container;

import io.jcontainer.Config;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.Seek;
import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.program.FaultReport;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.Step;
import io.jcontainer.linux.program.Stopwatch;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.rootfs.MappedThread;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.security.UserIdentity;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.RootFilesystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Starts containers as {@link ContainerStart} does, one thing after the other, with a {@link
 * Stopwatch} in the program that the helper carries out.
 */
public final class StepTimes implements AutoCloseable {
  private static final Duration REMOVAL = Duration.ofSeconds(5);

  private final Kernel kernel;
  private final Engine engine;

  /** Opens an engine. */
  public StepTimes(Config config, Kernel kernel) {
    this.kernel = kernel;
    this.engine = new Engine(config, kernel);
  }

  /**
   * One step as it was carried out.
   *
   * @param process who did it
   * @param name of the step
   * @param nanos from its beginning to that of the next step of the process
   */
  public record Timed(String process, String name, long nanos) {}

  /** Runs a container to its end; what its start consisted of, in order. */
  public List<Timed> run(ContainerSpec spec, RootFilesystem rootfs) {
    ContainerId id = ContainerId.random();
    CompletableFuture<Helper> spawning = engine.launcher().spawnLater();
    String directory = engine.directory().containerPath(id.value());
    Cgroup cgroup = engine.groups().create(id, spec.limits());
    try (ImageLeases images = ImageLeases.take(spec, ContainerImages.withoutStore(_ -> rootfs));
        Remains _ = new Remains(engine, id, cgroup);
        PreparedRoot root =
            engine
                .mapped()
                .call(
                    () ->
                        engine
                            .rootfs()
                            .build(id, spec, new ContainerVolumes(engine, images), directory));
        GroupDescriptors group = GroupDescriptors.of(cgroup);
        StandardStreams streams = StandardStreams.open(kernel, false);
        SharedNamespaces shared = SharedNamespaces.open(engine, spec);
        Helper helper = MappedThread.join(spawning)) {
      UserIdentity user =
          engine
              .mapped()
              .call(
                  () ->
                      ImageUsers.resolve(
                          kernel,
                          root.root(),
                          spec.user(),
                          spec.process().groups(),
                          engine.range()));
      DescriptorTable table = streams.table(0);
      Launch birth =
          Launch.birth(engine, engine.ids(), spec, group, shared, Optional.empty(), table);
      Launch launch = Launch.of(engine, id, spec, root, user, table);
      return launch(birth, launch, helper, streams);
    }
  }

  /** What of a container is removed when its processes have ended. */
  private record Remains(Engine engine, ContainerId id, Cgroup cgroup) implements AutoCloseable {
    @Override
    public void close() {
      cgroup.kill();
      if (!cgroup.remove(REMOVAL)) {
        throw new IllegalStateException("the control groups of " + id + " stay busy");
      }
      engine.files().remove(id.value());
    }
  }

  private List<Timed> launch(Launch birth, Launch launch, Helper helper, StandardStreams streams) {
    Program first = birth.program();
    Program second = launch.program();
    try (Fd firstNotes = kernel.memfd("stopwatch", 0);
        Fd secondNotes = kernel.memfd("stopwatch", 0)) {
      kernel.truncate(firstNotes, Stopwatch.size(first));
      kernel.truncate(secondNotes, Stopwatch.size(second));
      // both go behind what the programs know of, with the second program
      List<Descriptor> given = new ArrayList<>(birth.descriptors());
      given.addAll(launch.descriptors());
      given.add(firstNotes);
      given.add(secondNotes);
      long sent = System.nanoTime();
      helper.run(Stopwatch.timed(first, given.size() - 2, 0), given);
      helper.run(Stopwatch.timed(second, given.size() - 1, 1), List.of());
      streams.closeChildEnds();
      byte[] report = report(streams);
      long seen = System.nanoTime();
      if (!(helper.report(report) instanceof FaultReport.None)) {
        throw new IllegalStateException("the start failed: " + helper.report(report));
      }
      awaitEnd(helper);
      long ended = System.nanoTime();
      return steps(
          new Noted(first, read(firstNotes, Stopwatch.size(first))),
          new Noted(second, read(secondNotes, Stopwatch.size(second))),
          sent,
          seen,
          ended);
    }
  }

  private byte[] report(StandardStreams streams) {
    try (StatusReader status =
        new StatusReader(kernel, engine.events(), streams.status(), FaultReport.SIZE)) {
      return status.join();
    }
  }

  /** A program and when each of its steps began. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Noted(Program program, long[] times) {}

  private void awaitEnd(Helper helper) {
    Birth birth = Announced.receive(helper, false, 0).birth().orElseThrow();
    try (Fd pidfd = birth.pidfd()) {
      kernel.waitPidfd(pidfd, 0);
    }
  }

  private long[] read(Fd memory, int size) {
    kernel.seek(memory, 0, Seek.SET);
    byte[] bytes = new byte[size];
    int length = kernel.read(memory, bytes, 0, size);
    if (length != size) {
      throw new IllegalStateException("the stopwatch has " + length + " bytes of " + size);
    }
    return Stopwatch.read(bytes);
  }

  /**
   * What the caller waits for, one after the other: the first process begins where {@code clone3}
   * goes to in the child, and what the helper does after it is done beside.
   */
  private static List<Timed> steps(Noted birth, Noted launch, long sent, long seen, long ended) {
    long[] times = birth.times();
    int clone = indexOf(birth.program(), Sys.CLONE3);
    int first = birth.program().steps().get(clone).zero();
    List<Timed> steps = new ArrayList<>();
    steps.add(
        new Timed("JVM", "assemble and send the programs, until one is read", times[0] - sent));
    steps.addAll(process("helper", birth, 0, clone + 1, times[first]));
    steps.addAll(process("first process", birth, first, times.length, launch.times()[0]));
    steps.addAll(process("first process", launch, 0, launch.times().length, seen));
    steps.add(new Timed("command", "from the start seen until the end seen", ended - seen));
    return steps;
  }

  private static List<Timed> process(String name, Noted noted, int from, int to, long end) {
    List<Timed> steps = new ArrayList<>();
    long next = end;
    for (int i = to - 1; i >= from; i--) {
      long began = noted.times()[i];
      if (began != 0) {
        steps.addFirst(
            new Timed(name, noted.program().steps().get(i).name(), Math.max(0, next - began)));
        next = began;
      }
    }
    return steps;
  }

  private static int indexOf(Program program, Sys call) {
    List<Step> steps = program.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).operation() == call) {
        return i;
      }
    }
    throw new IllegalStateException("the program has no " + call.title());
  }

  @Override
  public void close() {
    engine.close();
  }
}
