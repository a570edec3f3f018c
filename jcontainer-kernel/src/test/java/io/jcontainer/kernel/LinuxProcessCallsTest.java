package io.jcontainer.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxProcessCallsTest {
  /**
   * Says through its only UNIX socket what it was born with, waits for a byte there and ends with
   * it as its exit code; a byte of 100 or more ends it with a signal of the rest.
   */
  private static final String CHILD =
      """
      #include <fcntl.h>
      #include <signal.h>
      #include <stdio.h>
      #include <sys/socket.h>
      #include <unistd.h>

      int main(int argc, char **argv, char **envp) {
        char report[4096];
        int at = 0, control = -1;
        alarm(20); /* ends it even if the test went wrong */
        at += sprintf(report + at, "descriptors");
        for (int fd = 0; fd < 500; fd++) {
          struct sockaddr name;
          socklen_t length = sizeof name;
          if (fcntl(fd, F_GETFD) >= 0) at += sprintf(report + at, " %d", fd);
          if (getsockname(fd, &name, &length) == 0 && name.sa_family == AF_UNIX) control = fd;
        }
        sigset_t mask;
        sigprocmask(SIG_BLOCK, NULL, &mask);
        at += sprintf(report + at, "\\nsignals");
        for (int signal = 1; signal < 65; signal++) {
          struct sigaction action;
          if (sigismember(&mask, signal) == 1) at += sprintf(report + at, " blocked %d", signal);
          if (sigaction(signal, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
            at += sprintf(report + at, " set %d", signal);
        }
        at += sprintf(report + at, "\\nleader %d\\narguments %d '%s'\\nenvironment %d\\n",
                      getsid(0) == getpid(), argc, argv[0], envp[0] != NULL);
        write(control, report, at);
        unsigned char end = 0;
        read(control, &end, 1);
        if (end >= 100) kill(getpid(), end - 100);
        return end;
      }
      """;

  private static final int KILLED = 100;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir static Path directory;
  private static byte[] program = {};

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    program = Files.readAllBytes(CProgram.compile(directory, CHILD, "-static"));
  }

  private static Fd executable(byte[] content) {
    Fd memfd = KERNEL.memfd("child", MemFd.ALLOW_SEALING);
    KERNEL.write(memfd, content, 0, content.length);
    KERNEL.addSeals(memfd, Seal.SEAL | Seal.SHRINK | Seal.GROW | Seal.WRITE);
    return memfd;
  }

  /** A process that was spawned, and the other end of its control socket. */
  private record Child(Fd socket, Fd pidfd, int pid) implements AutoCloseable {
    static Child spawn(int controlNumber) {
      List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
      try (Fd executable = executable(program);
          Fd control = pair.get(1)) {
        int pid = KERNEL.spawn(executable, control, controlNumber);
        return new Child(pair.get(0), KERNEL.pidfdOpen(pid), pid);
      }
    }

    String report() {
      ByteArrayOutputStream report = new ByteArrayOutputStream();
      while (!report.toString(UTF_8).contains("environment")) {
        byte[] part = KERNEL.receive(socket, 4096, 0).bytes();
        assertThat(part).as("after %s", report).isNotEmpty();
        report.writeBytes(part);
      }
      return report.toString(UTF_8);
    }

    void end(int code) {
      KERNEL.send(socket, new byte[] {(byte) code}, List.of());
    }

    @Override
    public void close() {
      socket.close();
      pidfd.close();
    }
  }

  /** The JDK opens all of these without O_CLOEXEC; they must not be inherited. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 57})
  void theChildHasNothingButItsControlDescriptor(int controlNumber) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Selector selector = Selector.open();
        Stream<String> file = Files.lines(Path.of("/etc/passwd"));
        Child child = Child.spawn(controlNumber)) {
      assertThat(server.isBound() && selector.isOpen() && file.isParallel()).isFalse();
      assertThat(child.report())
          .isEqualTo(
              """
              descriptors %d
              signals
              leader 1
              arguments 1 ''
              environment 0
              """
                  .formatted(controlNumber));
      child.end(0);
      assertThat(KERNEL.waitPidfd(child.pidfd(), 0))
          .isEqualTo(new WaitStatus(child.pid(), false, 0));
    }
  }

  @Test
  void theControlDescriptorMayKeepItsNumber() {
    List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
    try (Fd near = pair.get(0);
        Fd far = pair.get(1);
        Fd executable = executable(program)) {
      assertInherits(executable, near, far, far.number());
    }
  }

  @Test
  void theControlDescriptorMayTakeTheNumberOfTheExecutable() {
    List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
    try (Fd near = pair.get(0);
        Fd far = pair.get(1);
        Fd executable = executable(program)) {
      assertInherits(executable, near, far, executable.number());
      assertInherits(executable, near, far, executable.number() + 2);
      assertInherits(executable, near, far, executable.number() - 1);
    }
  }

  private static void assertInherits(Fd executable, Fd near, Fd far, int number) {
    int pid = KERNEL.spawn(executable, far, number);
    assertThat(new String(KERNEL.receive(near, 4096, 0).bytes(), UTF_8))
        .startsWith("descriptors %d\n".formatted(number));
    KERNEL.send(near, new byte[] {5}, List.of());
    assertThat(KERNEL.waitPid(pid, 0)).isEqualTo(new WaitStatus(pid, false, 5));
  }

  @Test
  void tellsExitCodesFromSignals() {
    try (Child child = Child.spawn(3)) {
      assertThat(KERNEL.waitPidfd(child.pidfd(), Wait.NOHANG)).isNull();
      assertThat(KERNEL.waitPid(child.pid(), Wait.NOHANG)).isNull();
      child.end(99);
      assertThat(KERNEL.waitPidfd(child.pidfd(), Wait.NOWAIT))
          .isEqualTo(new WaitStatus(child.pid(), false, 99));
      assertThat(KERNEL.waitPidfd(child.pidfd(), 0))
          .isEqualTo(new WaitStatus(child.pid(), false, 99));
      Failing.with(Errno.ECHILD, () -> KERNEL.waitPidfd(child.pidfd(), 0))
          .hasMessageContaining("waitid(P_PIDFD, %s)".formatted(child.pidfd()));
      Failing.with(Errno.ECHILD, () -> KERNEL.waitPid(child.pid(), Wait.NOHANG))
          .hasMessageContaining("waitid(P_PID, %d, WNOHANG)".formatted(child.pid()));
    }
    try (Child child = Child.spawn(3)) {
      child.end(KILLED + SIGKILL);
      assertThat(KERNEL.waitPid(child.pid(), 0))
          .isEqualTo(new WaitStatus(child.pid(), true, SIGKILL));
    }
  }

  @Test
  void signalsProcesses() {
    try (Child child = Child.spawn(3)) {
      Failing.with(Errno.EINVAL, () -> KERNEL.pidfdSendSignal(child.pidfd(), 999))
          .hasMessageContaining("pidfd_send_signal(%s, 999)".formatted(child.pidfd()));
      KERNEL.pidfdSendSignal(child.pidfd(), SIGTERM);
      assertThat(KERNEL.waitPidfd(child.pidfd(), 0))
          .isEqualTo(new WaitStatus(child.pid(), true, SIGTERM));
      Failing.with(Errno.ESRCH, () -> KERNEL.pidfdSendSignal(child.pidfd(), SIGTERM));
      Failing.with(Errno.ESRCH, () -> KERNEL.pidfdOpen(child.pid()))
          .hasMessageContaining("pidfd_open(%d)".formatted(child.pid()));
    }
  }

  @Test
  void aPidfdIsReadyWhenItsProcessEnds() throws IOException {
    long[] tokens = new long[1];
    int[] events = new int[1];
    try (Child child = Child.spawn(3);
        Fd epoll = KERNEL.epoll()) {
      assertThat(DescriptorFlags.isClosedOnExec(child.pidfd())).isTrue();
      KERNEL.epollControl(epoll, Epoll.CTL_ADD, child.pidfd(), Epoll.IN, 1);
      assertThat(KERNEL.epollWait(epoll, tokens, events, 20)).isZero();
      child.end(1);
      assertThat(KERNEL.epollWait(epoll, tokens, events, 10_000)).isEqualTo(1);
      assertThat(KERNEL.waitPidfd(child.pidfd(), 0)).isNotNull();
    }
  }

  @Test
  void whatIsNoProgramIsAnErrorAndLeavesNothingOpen() {
    try (Fd garbage = executable("no program".getBytes(UTF_8));
        Fd control = KERNEL.eventfd(0);
        Fd directory = KERNEL.open(Descriptor.CWD, "/tmp", O.RDONLY, 0);
        Fd fds = KERNEL.open(Descriptor.CWD, "/proc/self/fd", O.RDONLY, 0)) {
      List<String> before = names(fds);
      Failing.with(Errno.ENOEXEC, () -> KERNEL.spawn(garbage, control, 3))
          .hasMessage(
              "posix_spawn(%s, %s as 3): ENOEXEC (exec format error)".formatted(garbage, control));
      Failing.with(Errno.EACCES, () -> KERNEL.spawn(directory, control, 3));
      Failing.with(Errno.EBADF, () -> KERNEL.spawn(Descriptor.borrowed(9999), control, 3));
      Failing.with(Errno.EBADF, () -> KERNEL.spawn(garbage, Descriptor.borrowed(9999), 3));
      assertThat(names(fds)).isEqualTo(before);
    }
  }

  private static List<String> names(Fd directory) {
    return KERNEL.list(directory).stream().map(DirectoryEntry::name).toList();
  }

  @Test
  void knowsThisSystem() throws IOException {
    assertThat(KERNEL.kernelRelease())
        .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    assertThat(KERNEL.seccompActionAvailable(0x7fff_0000)).as("SECCOMP_RET_ALLOW").isTrue();
    assertThat(KERNEL.seccompActionAvailable(0x1234_0000)).isFalse();
    assertThat(KERNEL.landlockVersion()).as("of Landlock, since Linux 5.13").isPositive();
  }

  @Test
  void readsLimits() throws IOException {
    Map<Integer, String> limits =
        Map.of(Rlimit.NOFILE, "Max open files", Rlimit.CPU, "Max cpu time");
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      limits.forEach(
          (resource, title) -> {
            if (line.startsWith(title)) {
              String[] columns = line.substring(title.length()).strip().split("\\s+", -1);
              assertThat(KERNEL.getrlimit(resource))
                  .as(title)
                  .containsExactly(limit(columns[0]), limit(columns[1]));
            }
          });
    }
    Failing.with(Errno.EINVAL, () -> KERNEL.getrlimit(99))
        .hasMessageContaining("prlimit(RLIMIT_99)");
  }

  private static long limit(String text) {
    return text.equals("unlimited") ? -1 : Long.parseLong(text);
  }
}
