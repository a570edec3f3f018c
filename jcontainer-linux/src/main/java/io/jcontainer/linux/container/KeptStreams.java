package io.jcontainer.linux.container;

import io.jcontainer.linux.terminal.Terminal;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The streams of a detached container's first process, which its keeper has. */
final class KeptStreams implements ProcessStreams {
  private final KeptOutput output;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  KeptStreams(KeptOutput output) {
    this.output = output;
  }

  @Override
  public OutputStream input() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public Optional<Terminal> terminal() {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<Void> drained() {
    return drained;
  }

  /** The keeper has ended, and has written all before. */
  @Override
  public void processEnded() {
    output.read();
    drained.complete(null);
  }

  @Override
  public void close() {
    // the output is the container's, for all its runs
  }
}
