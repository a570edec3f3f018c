package io.jcontainer.linux.container;

import io.jcontainer.kernel.Fd;
import io.jcontainer.linux.terminal.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is at the other end of a command's standard streams. */
sealed interface ExecStreams {
  /** Whether somebody may write to its standard input. */
  boolean hasInput();

  /** Takes the ends of the pipes over, or the terminal instead. */
  Connected connect(Engine engine, StandardStreams pipes, Optional<Terminal> terminal);

  /**
   * The streams of a command that has begun.
   *
   * @param input what it reads
   * @param output what it writes to standard output
   * @param error what it writes to standard error
   * @param terminal instead of pipes, if it has one
   * @param owned all that has to be told of its end, the terminal last
   */
  record Connected(
      OutputStream input,
      InputStream output,
      InputStream error,
      Optional<Terminal> terminal,
      List<ProcessStream> owned) {
    public Connected {
      owned = List.copyOf(owned);
    }

    static Connected toNobody(Optional<Terminal> terminal, List<ProcessStream> outputs) {
      return new Connected(
          OutputStream.nullOutputStream(),
          InputStream.nullInputStream(),
          InputStream.nullInputStream(),
          terminal,
          with(terminal, outputs));
    }

    private static List<ProcessStream> with(
        Optional<Terminal> terminal, List<ProcessStream> streams) {
      List<ProcessStream> all = new ArrayList<>(streams);
      terminal.ifPresent(ends -> all.add(new TerminalStream(ends)));
      return all;
    }
  }

  /** The caller, as with any {@link Process}. */
  record Open() implements ExecStreams {
    @Override
    public boolean hasInput() {
      return true;
    }

    @Override
    public Connected connect(Engine engine, StandardStreams pipes, Optional<Terminal> terminal) {
      PipeOutput input = writer(engine, terminal.map(Terminal::output).orElseGet(pipes::takeStdin));
      PipeInput output = reader(engine, terminal.map(Terminal::input).orElseGet(pipes::takeStdout));
      if (terminal.isPresent()) {
        return new Connected(
            input,
            output,
            InputStream.nullInputStream(),
            terminal,
            Connected.with(terminal, List.of(input, output)));
      }
      PipeInput error = reader(engine, pipes.takeStderr());
      return new Connected(input, output, error, terminal, List.of(input, output, error));
    }
  }

  /** Buffers, read when it has ended. */
  record Collected(OutputBuffer stdout, OutputBuffer stderr) implements ExecStreams {
    @Override
    public boolean hasInput() {
      return false;
    }

    @Override
    public Connected connect(Engine engine, StandardStreams pipes, Optional<Terminal> terminal) {
      return drained(engine, pipes, terminal, stdout, stderr);
    }
  }

  /** Nobody: what it writes is read and dropped, so that it goes on. */
  record Dropped() implements ExecStreams {
    @Override
    public boolean hasInput() {
      return false;
    }

    @Override
    public Connected connect(Engine engine, StandardStreams pipes, Optional<Terminal> terminal) {
      OutputSink nowhere = (_, _) -> {};
      return drained(engine, pipes, terminal, nowhere, nowhere);
    }
  }

  private static Connected drained(
      Engine engine,
      StandardStreams pipes,
      Optional<Terminal> terminal,
      OutputSink stdout,
      OutputSink stderr) {
    if (terminal.isPresent()) {
      return Connected.toNobody(terminal, List.of(collect(engine, terminal.get().input(), stdout)));
    }
    return Connected.toNobody(
        terminal,
        List.of(
            collect(engine, pipes.takeStdout(), stdout),
            collect(engine, pipes.takeStderr(), stderr)));
  }

  private static PipeOutput writer(Engine engine, Fd end) {
    return new PipeOutput(engine.kernel(), engine.events(), end);
  }

  private static PipeInput reader(Engine engine, Fd end) {
    return new PipeInput(engine.kernel(), engine.events(), end);
  }

  private static OutputPipe collect(Engine engine, Fd end, OutputSink sink) {
    return new OutputPipe(engine.kernel(), engine.events(), end, sink, engine.chunk());
  }
}
