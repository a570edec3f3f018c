package io.jcontainer.linux.container;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.SocketCalls.Received;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.terminal.Terminal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a helper and its child tell of themselves, each in a message of one word with descriptors.
 *
 * @param birth the child; nothing if the helper failed before there was one
 * @param terminal the descriptors of its terminal, owned and not looked at; nothing if it has none
 * @param channels the descriptors of its channels, owned; none if it has none
 */
record Announced(Optional<Birth> birth, Optional<List<Fd>> terminal, List<Fd> channels) {
  /** Waits for the first message, or until nobody can send any; the thread may be virtual. */
  static void await(EventLoop events, Helper helper) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    try (EventLoop.Watch _ =
        events.watch(
            helper.control(),
            fired -> {
              fired.close();
              told.complete(null);
            })) {
      told.join();
    }
  }

  /**
   * Receives it once the set-up is over, or once the first message is there if only one comes. A
   * process that there is has to be reaped, whatever became of it. The messages come in any order,
   * from two processes.
   */
  static Announced receive(Helper helper, boolean withTerminal, int channels) {
    @Nullable Birth birth = null;
    @Nullable List<Fd> terminal = null;
    @Nullable List<Fd> ends = null;
    int expected = 1 + (withTerminal ? 1 : 0) + (channels > 0 ? 1 : 0);
    int most = Math.max(Terminal.DESCRIPTORS, channels * ChannelSteps.ENDS);
    for (int i = 0; i < expected; i++) {
      Received message = helper.receive(Long.BYTES, most);
      List<Fd> descriptors = message.descriptors();
      long word = message.bytes().length == Long.BYTES ? word(message.bytes()) : 0;
      if (word > 0 && descriptors.size() == 1 && birth == null) {
        birth = new Birth(Math.toIntExact(word), descriptors.getFirst());
      } else if (word == Terminal.MESSAGE_MARK && terminal == null) {
        terminal = descriptors;
      } else if (word == ChannelSteps.MESSAGE_MARK && ends == null) {
        ends = descriptors;
      } else {
        descriptors.forEach(Fd::close);
      }
    }
    return new Announced(
        Optional.ofNullable(birth), Optional.ofNullable(terminal), ends == null ? List.of() : ends);
  }

  private static long word(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** Lets go of the terminal and the channels if they are not taken over. */
  void close() {
    terminal.ifPresent(ends -> ends.forEach(Fd::close));
    channels.forEach(Fd::close);
  }
}
