package io.jcontainer.linux.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.WaitStatus;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One helper under test. A program finds the write end of a pipe at {@link #OUT}, and the one for
 * fault reports at {@link #STATUS}.
 */
final class Run implements AutoCloseable {
  static final Kernel KERNEL = new LinuxKernel();
  static final int OUT = 0;
  static final int STATUS = 1;

  final Helper helper;
  private final Fd output;
  private final Fd status;
  private final List<Fd> theirs = new ArrayList<>();

  private Run(Launcher launcher) {
    helper = launcher.spawn();
    List<Fd> out = KERNEL.pipe(0);
    List<Fd> faults = KERNEL.pipe(0);
    output = out.get(0);
    status = faults.get(0);
    theirs.add(out.get(1));
    theirs.add(faults.get(1));
  }

  /** A helper that is parked. */
  static Run parked(Launcher launcher) {
    return new Run(launcher);
  }

  /** A helper that was sent a program. */
  static Run of(Launcher launcher, ProgramBuilder program) {
    Run run = new Run(launcher);
    run.first(program.build());
    return run;
  }

  /** A program that reports its faults. */
  static ProgramBuilder program(String name) {
    return Program.named(name).reportFaultsTo(STATUS);
  }

  /** Adds a step that writes a text. */
  static StepBuilder say(ProgramBuilder program, String text) {
    Data bytes = program.bytes("text " + text, text.getBytes(UTF_8));
    return program.step(
        "say " + text,
        Sys.WRITE,
        Arg.number(OUT),
        bytes.address(),
        Arg.number(text.getBytes(UTF_8).length));
  }

  void first(Program program) {
    first(program, List.of());
  }

  /** Sends the first program with more descriptors than the two, numbered from 2. */
  void first(Program program, List<? extends Descriptor> more) {
    List<Descriptor> all = new ArrayList<>(theirs);
    all.addAll(more);
    helper.run(program, all);
    theirs.forEach(Fd::close);
  }

  /** Sends bytes in place of the first program. */
  void raw(byte[] message) {
    try {
      helper.send(message, theirs);
    } finally {
      theirs.forEach(Fd::close);
    }
  }

  /** What was said until the last writer was gone. */
  String said() {
    return new String(drain(output), UTF_8);
  }

  /** What was said next, at most so many bytes. */
  String says(int bytes) {
    byte[] buffer = new byte[bytes];
    int read = KERNEL.read(output, buffer, 0, bytes);
    return new String(buffer, 0, read, UTF_8);
  }

  /** What came through the status pipe until its end. */
  byte[] status() {
    return drain(status);
  }

  FaultReport report() {
    return helper.report(status());
  }

  Fault fault() {
    FaultReport report = report();
    assertThat(report).isInstanceOf(FaultReport.Failed.class);
    return ((FaultReport.Failed) report).fault();
  }

  /** The exit code. */
  int exit() {
    WaitStatus end = helper.awaitExit();
    assertThat(end.signalled()).as("%s", end).isFalse();
    return end.value();
  }

  @Override
  public void close() {
    helper.close();
    output.close();
    status.close();
    theirs.forEach(Fd::close);
  }

  static byte[] drain(Fd fd) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    for (int read; (read = KERNEL.read(fd, buffer, 0, buffer.length)) > 0; ) {
      all.write(buffer, 0, read);
    }
    return all.toByteArray();
  }
}
