package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxEventCallsTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @Test
  void tellsWhichDescriptorsAreReady() {
    List<Fd> first = KERNEL.pipe(0);
    List<Fd> second = KERNEL.pipe(0);
    long[] tokens = new long[4];
    int[] events = new int[4];
    try (Fd epoll = KERNEL.epoll()) {
      // tokens whose halves differ: a struct laid out wrongly would mix them up
      KERNEL.epollControl(epoll, Epoll.CTL_ADD, first.get(0), Epoll.IN, 0x1111_2222_3333_4444L);
      KERNEL.epollControl(epoll, Epoll.CTL_ADD, second.get(0), Epoll.IN, -2L);
      assertThat(KERNEL.epollWait(epoll, tokens, events, 0)).isZero();
      KERNEL.write(first.get(1), new byte[1], 0, 1);
      assertThat(KERNEL.epollWait(epoll, tokens, events, -1)).isEqualTo(1);
      assertThat(tokens[0]).isEqualTo(0x1111_2222_3333_4444L);
      assertThat(events[0]).isEqualTo(Epoll.IN);
      second.get(1).close();
      assertThat(KERNEL.epollWait(epoll, tokens, events, -1)).isEqualTo(2);
      int at = tokens[0] == -2 ? 0 : 1;
      assertThat(tokens[at]).isEqualTo(-2);
      assertThat(events[at]).isEqualTo(Epoll.HUP);
      assertThat(KERNEL.epollWait(epoll, tokens, new int[1], -1)).isEqualTo(1);
    }
    first.forEach(Fd::close);
    second.forEach(Fd::close);
  }

  @Test
  void changesAndForgetsDescriptors() {
    long[] tokens = new long[1];
    int[] events = new int[1];
    try (Fd epoll = KERNEL.epoll();
        Fd event = KERNEL.eventfd(EventFd.NONBLOCK)) {
      KERNEL.epollControl(epoll, Epoll.CTL_ADD, event, Epoll.OUT, 1);
      assertThat(KERNEL.epollWait(epoll, tokens, events, 0)).isEqualTo(1);
      KERNEL.epollControl(epoll, Epoll.CTL_MOD, event, Epoll.IN, 2);
      assertThat(KERNEL.epollWait(epoll, tokens, events, 0)).isZero();
      KERNEL.write(event, one(), 0, 8);
      assertThat(KERNEL.epollWait(epoll, tokens, events, 0)).isEqualTo(1);
      assertThat(tokens).containsExactly(2);
      KERNEL.epollControl(epoll, Epoll.CTL_DEL, event, 0, 0);
      assertThat(KERNEL.epollWait(epoll, tokens, events, 0)).isZero();
      Failing.with(
              Errno.ENOENT, () -> KERNEL.epollControl(epoll, Epoll.CTL_MOD, event, Epoll.IN, 2))
          .hasMessageContaining(
              "epoll_ctl(%s, EPOLL_CTL_MOD, %s, EPOLLIN, 2)".formatted(epoll, event));
    }
  }

  @Test
  void waitsAsLongAsItIsTold() {
    try (Fd epoll = KERNEL.epoll()) {
      long start = System.nanoTime();
      assertThat(KERNEL.epollWait(epoll, new long[1], new int[1], 60)).isZero();
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(58L, 5000L);
      Failing.with(Errno.EINVAL, () -> KERNEL.epollWait(epoll, new long[0], new int[0], 0));
    }
  }

  @Test
  void eventfdsCount() {
    try (Fd event = KERNEL.eventfd(EventFd.NONBLOCK)) {
      KERNEL.write(event, one(), 0, 8);
      KERNEL.write(event, one(), 0, 8);
      byte[] count = new byte[8];
      assertThat(KERNEL.read(event, count, 0, 8)).isEqualTo(8);
      assertThat(ByteBuffer.wrap(count).order(ByteOrder.nativeOrder()).getLong()).isEqualTo(2);
      Failing.with(Errno.EAGAIN, () -> KERNEL.read(event, count, 0, 8));
    }
  }

  @Test
  void changesOfADirectoryAreTold(@TempDir Path directory) throws Exception {
    try (Fd inotify = KERNEL.inotify()) {
      byte[] event = new byte[64];
      int watch = KERNEL.inotifyWatch(inotify, directory.toString(), Inotify.CREATE);
      Failing.with(Errno.EAGAIN, () -> KERNEL.read(inotify, event, 0, event.length));
      Files.createFile(directory.resolve("new"));
      assertThat(KERNEL.read(inotify, event, 0, event.length)).isEqualTo(32);
      ByteBuffer told = ByteBuffer.wrap(event).order(ByteOrder.nativeOrder());
      assertThat(told.getInt(0)).isEqualTo(watch);
      assertThat(told.getInt(4)).isEqualTo(Inotify.CREATE);
      String missing = directory.resolve("missing").toString();
      Failing.with(Errno.ENOENT, () -> KERNEL.inotifyWatch(inotify, missing, Inotify.CREATE));
    }
  }

  private static byte[] one() {
    return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).array();
  }
}
