package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of a start: the command's three streams and the status pipe, both ends of each.
 *
 * <p>Standard input is a pipe that somebody or nobody writes to, not {@code /dev/null}: no inode of
 * the host gets into the container. Our ends are non-blocking; the flag is of each end's own, so
 * the command's ends block as programs expect.
 */
final class StandardStreams implements AutoCloseable {
  private final List<Fd> open = new ArrayList<>();
  private final @Nullable Fd stdinOurs;
  private final Fd stdinChild;
  private final Fd stdoutOurs;
  private final Fd stdoutChild;
  private final Fd stderrOurs;
  private final Fd stderrChild;
  private final Fd statusOurs;
  private final Fd statusChild;

  private StandardStreams(Kernel kernel, boolean openInput) {
    try {
      List<Fd> stdin = pipe(kernel);
      stdinChild = stdin.get(0);
      stdinOurs = openInput ? stdin.get(1) : null;
      if (stdinOurs == null) {
        stdin.get(1).close();
      } else {
        kernel.setStatusFlags(stdinOurs, O.NONBLOCK);
      }
      List<Fd> stdout = pipe(kernel);
      stdoutOurs = stdout.get(0);
      stdoutChild = stdout.get(1);
      List<Fd> stderr = pipe(kernel);
      stderrOurs = stderr.get(0);
      stderrChild = stderr.get(1);
      List<Fd> status = pipe(kernel);
      statusOurs = status.get(0);
      statusChild = status.get(1);
      for (Fd ours : List.of(stdoutOurs, stderrOurs, statusOurs)) {
        kernel.setStatusFlags(ours, O.NONBLOCK);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Makes them.
   *
   * @param openInput whether somebody will write to standard input, which ends at once otherwise
   */
  static StandardStreams open(Kernel kernel, boolean openInput) {
    return new StandardStreams(kernel, openInput);
  }

  private List<Fd> pipe(Kernel kernel) {
    List<Fd> ends = kernel.pipe(0);
    open.addAll(ends);
    return ends;
  }

  /**
   * A table that begins with the command's ends and the status pipe.
   *
   * @param reserved how many numbers are kept free between them
   */
  DescriptorTable table(int reserved) {
    return new DescriptorTable(stdinChild, stdoutChild, stderrChild, statusChild, reserved);
  }

  /** The reading end of the status pipe. */
  Descriptor status() {
    return statusOurs;
  }

  /** The reading end of standard output. */
  Descriptor stdout() {
    return stdoutOurs;
  }

  /** The reading end of standard error. */
  Descriptor stderr() {
    return stderrOurs;
  }

  /** The writing end of standard input, the caller's from now on; it was opened for that. */
  Fd takeStdin() {
    Fd taken = Objects.requireNonNull(stdinOurs, "standard input was not opened");
    open.remove(taken);
    return taken;
  }

  /** The reading end of standard output, the caller's from now on. */
  Fd takeStdout() {
    open.remove(stdoutOurs);
    return stdoutOurs;
  }

  /** The reading end of standard error, the caller's from now on. */
  Fd takeStderr() {
    open.remove(stderrOurs);
    return stderrOurs;
  }

  /** Closes what the container holds now: only then do the pipes end with it. */
  void closeChildEnds() {
    stdinChild.close();
    stdoutChild.close();
    stderrChild.close();
    statusChild.close();
  }

  @Override
  public void close() {
    open.forEach(Fd::close);
  }
}
