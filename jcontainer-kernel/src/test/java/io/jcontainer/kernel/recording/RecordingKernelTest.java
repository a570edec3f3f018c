package io.jcontainer.kernel.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Epoll;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Propagation;
import io.jcontainer.kernel.Resolve;
import io.jcontainer.kernel.Sock;
import io.jcontainer.kernel.SocketCalls.Received;
import io.jcontainer.kernel.Wait;
import io.jcontainer.kernel.WaitStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingKernelTest {
  private final RecordingKernel kernel = new RecordingKernel();

  @Test
  void writesCallsDownWithTheNamesOfDescriptors() {
    try (Fd a = kernel.open(Descriptor.CWD, "/a", O.DIRECTORY, 0)) {
      kernel.mkdir(a, "b", 0700);
      try (Fd b = kernel.openResolved(a, "b/c", O.CREAT | O.RDWR, 0644, Resolve.BENEATH)) {
        kernel.write(b, "__42\n__".getBytes(UTF_8), 2, 3);
      }
    }
    assertThat(kernel.calls())
        .containsExactly(
            "openat(AT_FDCWD, \"/a\", O_RDONLY|O_DIRECTORY)",
            "mkdirat(fd 3 /a, \"b\", 0700)",
            "openat2(fd 3 /a, \"b/c\", O_RDWR|O_CREAT, RESOLVE_BENEATH, 0644)",
            "write(fd 4 /a/b/c, \"42\\u000a\")",
            "close(fd 4 /a/b/c)",
            "close(fd 3 /a)");
  }

  @Test
  void namesMountCallsAndTheirFlags() {
    try (Fd context = kernel.fsopen("overlay")) {
      kernel.fsconfigString(context, "lowerdir+", "/l");
      kernel.fsconfigFlag(context, "volatile");
      kernel.fsconfigCreate(context);
      Fd mount = kernel.fsmount(context, MountAttr.NODEV | MountAttr.NOSUID);
      kernel.mountSetattr(
          mount,
          "",
          At.EMPTY_PATH | At.RECURSIVE,
          MountAttr.IDMAP,
          0,
          Propagation.PRIVATE,
          kernel.descriptor("user namespace"));
    }
    assertThat(kernel.calls())
        .containsExactly(
            "fsopen(\"overlay\")",
            "fsconfig(fd 3 overlay, FSCONFIG_SET_STRING, \"lowerdir+\", \"/l\")",
            "fsconfig(fd 3 overlay, FSCONFIG_SET_FLAG, \"volatile\")",
            "fsconfig(fd 3 overlay, FSCONFIG_CMD_CREATE)",
            "fsmount(fd 3 overlay, MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV)",
            "mount_setattr(fd 4 mount of overlay, \"\", AT_EMPTY_PATH|AT_RECURSIVE,"
                + " set MOUNT_ATTR_IDMAP, clear 0, propagation MS_PRIVATE,"
                + " user namespace fd 5 user namespace)",
            "close(fd 3 overlay)");
  }

  @Test
  void knowsWhatWasNotClosed() {
    Fd a = kernel.descriptor("/a");
    List<Fd> ends = kernel.pipe(O.NONBLOCK);
    a.close();
    ends.getFirst().close();
    assertThat(kernel.openDescriptors()).containsExactly("fd 5 pipe write end");
  }

  @Test
  void failsCallsAsScripted() {
    Fd a = kernel.descriptor("/a");
    kernel.on("mkdirat(fd 3 /a, \"b\"").fails(Errno.EEXIST);
    kernel.mkdir(a, "c", 0700);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> kernel.mkdir(a, "b", 0700))
          .isInstanceOf(KernelException.class)
          .hasMessage("mkdirat(fd 3 /a, \"b\", 0700): EEXIST (file exists)")
          .extracting(e -> ((KernelException) e).errno())
          .isEqualTo(Errno.EEXIST);
    }
    assertThat(kernel.calls()).hasSize(3);
  }

  @Test
  void answersInOrderAndThenAsIfUnscripted() {
    Fd a = kernel.descriptor("/a");
    kernel.on("read(fd 3").answers("one".getBytes(UTF_8), Errno.EAGAIN, "two".getBytes(UTF_8));
    byte[] buffer = new byte[8];
    assertThat(kernel.read(a, buffer, 1, 7)).isEqualTo(3);
    assertThat(new String(buffer, 1, 3, UTF_8)).isEqualTo("one");
    assertThatThrownBy(() -> kernel.read(a, buffer, 0, 8)).isInstanceOf(KernelException.class);
    assertThat(kernel.read(a, buffer, 0, 2)).isEqualTo(2);
    assertThat(kernel.read(a, buffer, 0, 8)).isZero();
  }

  @Test
  void theLatestScriptWins() {
    kernel.on("geteuid(").alwaysAnswers(1000L);
    kernel.on("geteuid(").answers(7L);
    assertThat(kernel.effectiveUid()).isEqualTo(7);
    assertThat(kernel.effectiveUid()).isEqualTo(1000);
    assertThat(kernel.effectiveUid()).isEqualTo(1000);
  }

  @Test
  void refusesToMakeUpWhatItCannotKnow() {
    Fd a = kernel.descriptor("/a");
    assertThatThrownBy(() -> kernel.stat(a, "b", 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no answer is scripted for statx(fd 3 /a, \"b\")");
    FileStatus status = new FileStatus(040755, 0, 0, 0, 2, 1, 1, 0, 0, 0, 0, 1);
    kernel.on("statx(").alwaysAnswers(status);
    assertThat(kernel.stat(a, "b", 0)).isEqualTo(status);
  }

  @Test
  void refusesPathsWithNulLikeTheRealOne() {
    Fd a = kernel.descriptor("/a");
    assertThatThrownBy(() -> kernel.unlink(a, "b\0c", 0)).isInstanceOf(KernelException.class);
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void answersListsFromArrays() {
    Fd a = kernel.descriptor("/a");
    assertThat(kernel.list(a)).isEmpty();
    DirectoryEntry entry = new DirectoryEntry("x", 8, 1);
    kernel.on("getdents64(").alwaysAnswers(new DirectoryEntry[] {entry});
    kernel.on("flistxattr(").alwaysAnswers(new String[] {"user.a"});
    assertThat(kernel.list(a)).containsExactly(entry);
    assertThat(kernel.listXattrs(a)).containsExactly("user.a");
  }

  @Test
  void tellsProcessesApartAndHowTheyEnd() {
    Fd exe = kernel.memfd("program", 0);
    Fd control = kernel.socketPair(Sock.SEQPACKET).getFirst();
    int pid = kernel.spawn(exe, control, 3);
    Fd pidfd = kernel.pidfdOpen(pid);
    assertThat(kernel.waitPidfd(pidfd, Wait.NOHANG)).isNull();
    kernel.on("waitid(").alwaysAnswers(new WaitStatus(pid, true, 9));
    assertThat(kernel.waitPidfd(pidfd, 0)).isEqualTo(new WaitStatus(pid, true, 9));
    assertThat(kernel.calls())
        .contains(
            "posix_spawn(fd 3 memfd:program, fd 4 socket a as 3)",
            "pidfd_open(1000)",
            "waitid(P_PIDFD, fd 6 pidfd of 1000, WNOHANG)");
  }

  @Test
  void keepsTheBytesThatWereSent() {
    Fd socket = kernel.descriptor("socket");
    Fd passed = kernel.descriptor("/tree");
    kernel.send(socket, new byte[] {1, 2}, List.of(passed));
    kernel.send(socket, new byte[] {3}, List.of());
    assertThat(kernel.calls().getFirst())
        .isEqualTo("sendmsg(fd 3 socket, \"\\u0001\\u0002\", SCM_RIGHTS [fd 4 /tree])");
    assertThat(kernel.bytesOf("sendmsg(fd 3")).containsExactly(1, 2, 3);
    assertThat(kernel.receive(socket, 1, 0).bytes()).isEmpty();
    kernel.on("recvmsg(").answers(new Received(new byte[] {9}, List.of()));
    assertThat(kernel.receive(socket, 1, 0).bytes()).containsExactly(9);
  }

  @Test
  void givesEventsByToken() {
    Fd epoll = kernel.epoll();
    kernel.on("epoll_wait(").answers(new long[] {77, Epoll.IN, 78, Epoll.HUP});
    long[] tokens = new long[4];
    int[] events = new int[4];
    assertThat(kernel.epollWait(epoll, tokens, events, -1)).isEqualTo(2);
    assertThat(tokens).startsWith(77, 78);
    assertThat(events).startsWith(Epoll.IN, Epoll.HUP);
    assertThat(kernel.epollWait(epoll, tokens, events, 0)).isZero();
  }
}
