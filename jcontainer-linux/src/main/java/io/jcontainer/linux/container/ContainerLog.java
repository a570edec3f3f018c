package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.LogFile;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.LogSource;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A container's latest output in memory, and what of it goes to a file. */
final class ContainerLog {
  /** After so long the end of a container is told though a disk still holds up its log. */
  private static final int LONGEST_WRITING_SECONDS = 10;

  private final Kernel kernel;
  private final Optional<LogFile> target;
  private final LogRing ring;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  ContainerLog(Kernel kernel, ContainerSpec spec) {
    this.kernel = kernel;
    this.target = spec.logFile();
    this.ring = new LogRing(spec.logLimit().bytes(), Clock.systemUTC());
  }

  /** Takes one stream's output, which is kept elsewhere, too. */
  OutputSink beside(OutputSink other, LogSource source) {
    OutputSink own = ring.of(source);
    return (bytes, length) -> {
      other.append(bytes, length);
      own.append(bytes, length);
    };
  }

  /** Takes output that was read at that time. */
  void append(LogSource source, Instant time, byte[] bytes) {
    ring.append(source, time, bytes, bytes.length);
  }

  /**
   * Goes on after an end, and begins to write to the file, if there is to be one. That ends with
   * {@link #end}.
   *
   * @throws StartException if it cannot be opened
   */
  void open() {
    written.join();
    ring.resume();
    target.ifPresent(
        file -> {
          try {
            LogQuery follow = LogQuery.all().withFollow();
            LogReader run = new LogLines(ring, follow, Clock.systemUTC(), ring.position());
            LogFileWriter writer = new LogFileWriter(kernel, file, run);
            written =
                writer.done().completeOnTimeout(null, LONGEST_WRITING_SECONDS, TimeUnit.SECONDS);
            writer.start();
          } catch (KernelException e) {
            throw new StartException(
                Reason.SETUP,
                "cannot open the log file: " + e.getMessage() + "; its directory must exist",
                e);
          }
        });
  }

  LogReader read(LogQuery query) {
    return new LogLines(ring, query, Clock.systemUTC());
  }

  /** The output of one run is all there; the next may follow. */
  void endRun() {
    ring.endRun();
  }

  /** No more output comes; completes when all of it is written. */
  CompletableFuture<Void> end() {
    ring.end();
    return written;
  }
}
