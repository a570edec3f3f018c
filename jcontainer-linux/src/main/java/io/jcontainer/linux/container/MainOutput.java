package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.LogSource;
import io.jcontainer.Output;
import io.jcontainer.kernel.Kernel;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * What a container's first process writes, in all its runs: the beginning of each stream is kept,
 * and the latest of both goes to the log.
 */
final class MainOutput {
  private final OutputBuffer stdout;
  private final OutputBuffer stderr;
  private final ContainerLog log;

  MainOutput(Kernel kernel, ContainerSpec spec) {
    int limit = Math.toIntExact(spec.outputLimit().bytes());
    this.stdout = new OutputBuffer(limit);
    this.stderr = new OutputBuffer(limit);
    this.log = new ContainerLog(kernel, spec);
  }

  OutputSink stdout() {
    return log.beside(stdout, LogSource.STDOUT);
  }

  OutputSink stderr() {
    return log.beside(stderr, LogSource.STDERR);
  }

  /** Takes output that was read at that time, maybe by another. */
  void append(LogSource source, Instant time, byte[] bytes) {
    (source == LogSource.STDOUT ? stdout : stderr).append(bytes, bytes.length);
    log.append(source, time, bytes);
  }

  ContainerLog log() {
    return log;
  }

  /** Completes when one of the two streams was longer, in all runs, than what is kept of it. */
  CompletableFuture<?> exceeded() {
    return CompletableFuture.anyOf(stdout.exceeded(), stderr.exceeded());
  }

  /** The beginning of each stream. */
  Output beginnings() {
    return new Output(
        stdout.snapshot(), stderr.snapshot(), stdout.truncated() || stderr.truncated());
  }
}
