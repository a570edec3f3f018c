package io.jcontainer.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.SocketCalls.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinuxSocketCallsTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @Test
  void pipesCarryBytes() throws IOException {
    List<Fd> pipe = KERNEL.pipe(O.NONBLOCK);
    try (Fd from = pipe.get(0);
        Fd to = pipe.get(1)) {
      Failing.with(Errno.EAGAIN, () -> KERNEL.read(from, new byte[1], 0, 1));
      KERNEL.write(to, new byte[] {7}, 0, 1);
      byte[] one = new byte[1];
      assertThat(KERNEL.read(from, one, 0, 1)).isEqualTo(1);
      assertThat(one).containsExactly(7);
      assertThat(DescriptorFlags.isClosedOnExec(from)).isTrue();
      assertThat(DescriptorFlags.isClosedOnExec(to)).isTrue();
    }
    Failing.with(Errno.EINVAL, () -> KERNEL.pipe(O.APPEND)).hasMessageContaining("pipe2(O_APPEND)");
  }

  @Test
  void descriptorsTravel() throws IOException {
    List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
    List<Fd> pipe = KERNEL.pipe(0);
    try (Fd near = pair.get(0);
        Fd far = pair.get(1);
        Fd from = pipe.get(0);
        Fd to = pipe.get(1)) {
      KERNEL.send(near, "ab".getBytes(UTF_8), List.of(to, from));
      Received received = KERNEL.receive(far, 16, 2);
      assertThat(received.bytes()).isEqualTo("ab".getBytes(UTF_8));
      assertThat(received.descriptors()).hasSize(2);
      try (Fd other = received.descriptors().get(0);
          Fd otherFrom = received.descriptors().get(1)) {
        assertThat(other.number()).isNotEqualTo(to.number());
        assertThat(DescriptorFlags.isClosedOnExec(other)).isTrue();
        KERNEL.write(other, new byte[] {9}, 0, 1);
        byte[] one = new byte[1];
        KERNEL.read(otherFrom, one, 0, 1);
        assertThat(one).containsExactly(9);
      }
    }
  }

  @Test
  void theEndIsNoBytes() {
    List<Fd> pair = KERNEL.socketPair(Sock.SEQPACKET);
    try (Fd far = pair.get(1)) {
      try (Fd near = pair.get(0)) {
        KERNEL.send(near, new byte[] {1, 2}, List.of());
        KERNEL.send(near, new byte[] {3}, List.of());
      }
      assertThat(KERNEL.receive(far, 8, 1).bytes()).containsExactly(1, 2);
      assertThat(KERNEL.receive(far, 8, 1).bytes()).containsExactly(3);
      Received end = KERNEL.receive(far, 8, 1);
      assertThat(end.bytes()).isEmpty();
      assertThat(end.descriptors()).isEmpty();
    }
  }

  /** What does not fit is lost: nothing of the message is passed on, and nothing stays open. */
  @Test
  void moreDescriptorsThanExpectedAreRefusedAndClosed() {
    for (int room = 0; room < 3; room++) {
      int expected = room;
      List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
      List<Fd> pipe = KERNEL.pipe(0);
      try (Fd near = pair.get(0);
          Fd far = pair.get(1);
          Fd from = pipe.get(0)) {
        try (Fd to = pipe.get(1)) {
          KERNEL.send(near, new byte[] {1}, List.of(to, to, to));
          Failing.with(Errno.EMSGSIZE, () -> KERNEL.receive(far, 8, expected));
        }
        // the end of the pipe is seen only if no copy of the other end is left
        assertThat(KERNEL.read(from, new byte[1], 0, 1)).isZero();
      }
    }
  }

  @Test
  void messagesThatAreCutAreRefused() {
    List<Fd> pair = KERNEL.socketPair(Sock.SEQPACKET);
    try (Fd near = pair.get(0);
        Fd far = pair.get(1)) {
      KERNEL.send(near, new byte[9], List.of());
      Failing.with(Errno.EMSGSIZE, () -> KERNEL.receive(far, 8, 0))
          .hasMessageContaining("recvmsg(%s, 8 bytes)".formatted(far));
    }
  }

  @Test
  void descriptorsWithoutAByteWouldBeLost() {
    List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
    try (Fd near = pair.get(0);
        Fd far = pair.get(1)) {
      Failing.with(Errno.EINVAL, () -> KERNEL.send(near, new byte[0], List.of(far)))
          .hasMessageContaining("SCM_RIGHTS [%s]".formatted(far));
    }
  }

  @Test
  void sendsAllWhateverItTakes() throws InterruptedException {
    byte[] large = new byte[1_000_001];
    new Random(7).nextBytes(large);
    List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Fd> passed = new ArrayList<>();
    try (Fd far = pair.get(1);
        Fd other = KERNEL.eventfd(0)) {
      Thread receiver = Thread.ofPlatform().start(() -> receiveAll(far, bytes, passed));
      try (Fd near = pair.get(0)) {
        KERNEL.send(near, large, List.of(other));
      }
      receiver.join();
    }
    assertThat(bytes.toByteArray()).isEqualTo(large);
    assertThat(passed).as("descriptors go once").hasSize(1);
    passed.forEach(Fd::close);
  }

  private static void receiveAll(Fd socket, ByteArrayOutputStream bytes, List<Fd> passed) {
    Received received = KERNEL.receive(socket, 100_000, 4);
    while (received.bytes().length > 0) {
      bytes.writeBytes(received.bytes());
      passed.addAll(received.descriptors());
      received = KERNEL.receive(socket, 100_000, 4);
    }
  }

  @Test
  void aClosedPeerIsAnErrorAndNoSignal() {
    List<Fd> pair = KERNEL.socketPair(Sock.STREAM);
    try (Fd near = pair.get(0)) {
      pair.get(1).close();
      Failing.with(Errno.EPIPE, () -> KERNEL.send(near, new byte[1], List.of()))
          .hasMessageContaining("sendmsg(%s, 1 bytes)".formatted(near));
    }
    Failing.with(Errno.ESOCKTNOSUPPORT, () -> KERNEL.socketPair(9))
        .hasMessageContaining("AF_UNIX, SOCK_9");
  }
}
