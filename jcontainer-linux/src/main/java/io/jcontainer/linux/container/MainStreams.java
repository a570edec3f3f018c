package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.kernel.Fd;
import io.jcontainer.linux.terminal.Terminal;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The standard streams of a container's first process: what it writes is read on the event loop, as
 * fast as it comes, so that a container never waits for a slow reader.
 */
final class MainStreams implements ProcessStreams {
  private final OutputStream input;
  private final List<OutputPipe> outputs = new ArrayList<>();
  private final List<ProcessStream> others = new ArrayList<>();
  private final Optional<Terminal> terminal;

  /** Takes the ends of the pipes over, or the terminal instead. */
  MainStreams(
      Engine engine,
      ContainerSpec spec,
      StandardStreams pipes,
      Optional<Terminal> terminal,
      MainOutput output) {
    this.terminal = terminal;
    this.input = input(engine, spec, pipes);
    if (terminal.isPresent()) {
      outputs.add(output(engine, terminal.get().input(), output.stdout()));
      others.add(new TerminalStream(terminal.get()));
    } else {
      outputs.add(output(engine, pipes.takeStdout(), output.stdout()));
      outputs.add(output(engine, pipes.takeStderr(), output.stderr()));
    }
  }

  private OutputStream input(Engine engine, ContainerSpec spec, StandardStreams pipes) {
    if (!spec.openInput()) {
      return OutputStream.nullOutputStream();
    }
    Fd end = terminal.map(Terminal::output).orElseGet(pipes::takeStdin);
    PipeOutput stream = new PipeOutput(engine.kernel(), engine.events(), end);
    others.add(stream);
    return stream;
  }

  private static OutputPipe output(Engine engine, Fd end, OutputSink sink) {
    return new OutputPipe(engine.kernel(), engine.events(), end, sink, engine.chunk());
  }

  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public Optional<Terminal> terminal() {
    return terminal;
  }

  @Override
  public CompletableFuture<Void> drained() {
    return CompletableFuture.allOf(
        outputs.stream().map(OutputPipe::drained).toArray(CompletableFuture<?>[]::new));
  }

  /** Nobody reads what is written from here on; what it wrote is read to its end all the same. */
  @Override
  public void processEnded() {
    others.forEach(ProcessStream::processEnded);
  }

  @Override
  public void close() {
    outputs.forEach(OutputPipe::close);
    others.forEach(ProcessStream::close);
  }
}
