package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.EventCalls;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;

/** {@link EventCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingEventCalls extends Kernel {
  Recorder recorder();

  @Override
  default Fd epoll() {
    return recorder().opened(recorder().events.epoll(), "epoll");
  }

  @Override
  default void epollControl(
      Descriptor epoll, int operation, Descriptor file, int events, long token) {
    recorder().did(recorder().events.epollControl(epoll, operation, file, events, token));
  }

  /** A script answers an array of token, events, token, events and so on. */
  @Override
  default int epollWait(Descriptor epoll, long[] tokens, int[] events, int timeoutMillis) {
    int most = Math.min(tokens.length, events.length);
    String call = recorder().events.epollWait(epoll, most, timeoutMillis);
    long[] ready = recorder().answer(call, long[].class, new long[0]);
    int count = Math.min(most, ready.length / 2);
    for (int i = 0; i < count; i++) {
      tokens[i] = ready[2 * i];
      events[i] = Math.toIntExact(ready[2 * i + 1]);
    }
    return count;
  }

  @Override
  default Fd eventfd(int flags) {
    return recorder().opened(recorder().events.eventfd(flags), "eventfd");
  }

  @Override
  default Fd inotify() {
    return recorder().opened(recorder().events.inotify(), "inotify");
  }

  /** A script answers the watch's number. */
  @Override
  default int inotifyWatch(Descriptor inotify, String path, int mask) {
    return recorder().answer(recorder().events.inotifyWatch(inotify, path, mask), Integer.class, 1);
  }
}
