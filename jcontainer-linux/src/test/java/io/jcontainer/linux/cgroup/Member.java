package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Fd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real process in a group: a shell that joins as a launched process would, and goes on. */
final class Member implements AutoCloseable {
  private static final String JOIN =
      "for file in \"$@\"; do echo 0 > \"$file\" || exit 99; done; echo joined; ";
  private static final long LONGEST_SECONDS = 120;

  private final Process process;
  private final BufferedReader output;
  private int bornPid;

  private Member(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it in all hierarchies of the group; returns when it is in. */
  static Member start(Cgroup cgroup, String script) {
    List<Fd> opened = new ArrayList<>(cgroup.joinFiles());
    List<String> files = new ArrayList<>(opened.stream().map(Member::path).toList());
    Optional<Fd> directory = cgroup.cloneInto();
    directory.map(each -> path(each) + "/cgroup.procs").ifPresent(files::add);
    directory.ifPresent(opened::add);
    try {
      return joining(files, script);
    } finally {
      opened.forEach(Fd::close);
    }
  }

  /**
   * Starts it as the launch of a container does: a parent joins the v1 groups, and the process is
   * born in the v2 group with {@code clone3(2)} CLONE_INTO_CGROUP.
   */
  static Member born(Cgroup cgroup) {
    List<Fd> opened = new ArrayList<>(cgroup.joinFiles());
    List<String> files = opened.stream().map(Member::path).toList();
    Fd directory = cgroup.cloneInto().orElseThrow();
    opened.add(directory);
    String clone =
        """
        sysopen(my $d, $ARGV[0], 0200000) or die $!;
        my $args = pack("Q11", 0x200000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, fileno($d));
        my $pid = syscall(435, $args, 88);
        if ($pid == 0) { close STDOUT; exec "sleep", "300" }
        $| = 1; print "$pid\\n"; waitpid($pid, 0);
        """;
    try {
      Member member = joining(files, "exec perl -e '" + clone + "' " + path(directory));
      member.bornPid = Integer.parseInt(member.line());
      return member;
    } finally {
      opened.forEach(Fd::close);
    }
  }

  /** Starts it in the groups of these {@code tasks} or {@code cgroup.procs} files. */
  static Member joining(List<String> files, String script) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", JOIN + script, "sh"));
    command.addAll(files);
    try {
      Member member =
          new Member(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
      assertThat(member.line()).isEqualTo("joined");
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String path(Fd file) {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + file.number();
  }

  int pid() {
    return (int) process.pid();
  }

  /** The id of the process that was {@linkplain #born born} in the group. */
  int bornPid() {
    return bornPid;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The next line that it prints. */
  String line() {
    try {
      return String.valueOf(output.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end: the exit code, 128 more than the number of a signal. */
  int await() {
    try {
      assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await();
  }
}
