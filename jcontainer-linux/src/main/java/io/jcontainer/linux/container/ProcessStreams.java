package io.jcontainer.linux.container;

import io.jcontainer.linux.terminal.Terminal;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What this JVM has of the standard streams of a container's first process. */
interface ProcessStreams extends ProcessStream {
  /** What it reads; nothing arrives if its input was not opened. */
  OutputStream input();

  /** Its terminal, if it has one. */
  Optional<Terminal> terminal();

  /** Completes when every writer has let go and all is read. */
  CompletableFuture<Void> drained();
}
