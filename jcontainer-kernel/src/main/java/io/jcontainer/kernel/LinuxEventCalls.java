package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;

import io.jcontainer.kernel.ffi.EpollEvents;
import io.jcontainer.kernel.ffi.Frame;
import java.util.concurrent.TimeUnit;

/** {@link EventCalls} on this machine: a part of {@link LinuxKernel}. */
interface LinuxEventCalls extends Kernel {
  long SIGNAL_SET_BYTES = 8;

  EventWording WORDS = new EventWording(new Wording());
  boolean PACKED = Architecture.host() == Architecture.X86_64;

  @Override
  default Fd epoll() {
    try (Frame frame = Frame.open()) {
      long fd = call(frame, SyscallNumber.EPOLL_CREATE1, O.CLOEXEC);
      check(fd, WORDS::epoll);
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default void epollControl(
      Descriptor epoll, int operation, Descriptor file, int events, long token) {
    int number = epoll.number();
    try (Frame frame = Frame.open()) {
      EpollEvents event = new EpollEvents(frame, 1, PACKED);
      event.set(0, events, token);
      check(
          call(frame, SyscallNumber.EPOLL_CTL, number, operation, file.number(), event.address()),
          () -> WORDS.epollControl(epoll, operation, file, events, token));
    }
  }

  @Override
  default int epollWait(Descriptor epoll, long[] tokens, int[] events, int timeoutMillis) {
    int most = Math.min(tokens.length, events.length);
    int number = epoll.number();
    long started = System.nanoTime();
    try (Frame frame = Frame.open()) {
      EpollEvents ready = new EpollEvents(frame, most, PACKED);
      long count =
          SystemCalls.restarted(
              () ->
                  frame.syscall(
                      SyscallNumber.EPOLL_PWAIT.here(),
                      number,
                      ready.address(),
                      most,
                      left(timeoutMillis, started),
                      0,
                      SIGNAL_SET_BYTES));
      check(count, () -> WORDS.epollWait(epoll, most, timeoutMillis));
      for (int i = 0; i < count; i++) {
        tokens[i] = ready.data(i);
        events[i] = ready.events(i);
      }
      return (int) count;
    }
  }

  /** What is left of a timeout, so that signals do not make it longer; negative for ever. */
  private static long left(int timeoutMillis, long started) {
    if (timeoutMillis <= 0) {
      return timeoutMillis;
    }
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    return Math.max(0, timeoutMillis - passed);
  }

  @Override
  default Fd eventfd(int flags) {
    try (Frame frame = Frame.open()) {
      long fd = call(frame, SyscallNumber.EVENTFD2, 0, flags | EventFd.CLOEXEC);
      check(fd, () -> WORDS.eventfd(flags));
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default Fd inotify() {
    try (Frame frame = Frame.open()) {
      long fd = call(frame, SyscallNumber.INOTIFY_INIT1, O.CLOEXEC | O.NONBLOCK);
      check(fd, WORDS::inotify);
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default int inotifyWatch(Descriptor inotify, String path, int mask) {
    int number = inotify.number();
    try (Frame frame = Frame.open()) {
      long watch =
          call(frame, SyscallNumber.INOTIFY_ADD_WATCH, number, SystemCalls.text(frame, path), mask);
      check(watch, () -> WORDS.inotifyWatch(inotify, path, mask));
      return (int) watch;
    }
  }
}
