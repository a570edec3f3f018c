package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.ExecResult;
import io.jcontainer.ExecSpec;
import io.jcontainer.ExitStatus;
import java.nio.charset.StandardCharsets;

/** The commands that are executed in one container beside its first process. */
final class Executions {
  private final Engine engine;
  private final ContainerId id;
  private final ContainerSpec container;
  private final ContainerNews news;
  private final ExecGroups groups;

  Executions(Engine engine, ContainerId id, ContainerSpec container, ContainerNews news) {
    this.engine = engine;
    this.id = id;
    this.container = container;
    this.news = news;
    this.groups = new ExecGroups(engine.janitor());
  }

  /** Begins one whose streams are its caller's, or nobody's if it is detached. */
  ExecProcess begin(RunningProcess first, ExecSpec spec) {
    return told(
        start(first, spec, spec.detached() ? new ExecStreams.Dropped() : new ExecStreams.Open()),
        spec);
  }

  /** Executes one to its end and collects its output. */
  ExecResult run(RunningProcess first, ExecSpec spec) throws InterruptedException {
    return run(first, spec, true);
  }

  /** The same for the engine's own purposes, which are not told as events. */
  ExecResult probe(RunningProcess first, ExecSpec spec) throws InterruptedException {
    return run(first, spec, false);
  }

  private ExecProcess told(ExecProcess process, ExecSpec spec) {
    long pid = process.pid();
    news.tell(subject -> new ContainerEvent.ExecStarted(subject, pid, spec.command()));
    process.whenEnded(
        status -> news.tell(subject -> new ContainerEvent.ExecEnded(subject, pid, status)));
    return process;
  }

  private ExecResult run(RunningProcess first, ExecSpec spec, boolean told)
      throws InterruptedException {
    int limit = Math.toIntExact(spec.outputLimit().bytes());
    OutputBuffer stdout = new OutputBuffer(limit);
    OutputBuffer stderr = new OutputBuffer(limit);
    ExecProcess process = start(first, spec, new ExecStreams.Collected(stdout, stderr));
    if (told) {
      told(process, spec);
    }
    ExitStatus status;
    try {
      status = process.await();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
    return new ExecResult(
        status, text(stdout), text(stderr), stdout.truncated() || stderr.truncated());
  }

  private static String text(OutputBuffer buffer) {
    return new String(buffer.snapshot(), StandardCharsets.UTF_8);
  }

  private ExecProcess start(RunningProcess first, ExecSpec spec, ExecStreams streams) {
    return new ExecStart(engine, id, container, first, groups, spec, streams).start();
  }
}
