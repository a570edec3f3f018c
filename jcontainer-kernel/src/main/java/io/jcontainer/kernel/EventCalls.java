package io.jcontainer.kernel;

/** Waiting for many descriptors at once. */
public interface EventCalls {
  /** {@code epoll_create1(2)} with EPOLL_CLOEXEC. */
  Fd epoll();

  /** {@code epoll_ctl(2)}; the token comes back with each event. */
  void epollControl(Descriptor epoll, int operation, Descriptor file, int events, long token);

  /** {@code epoll_wait(2)}: fills tokens and events and says how many; 0 after the timeout. */
  int epollWait(Descriptor epoll, long[] tokens, int[] events, int timeoutMillis);

  /** {@code eventfd(2)} with EFD_CLOEXEC added. */
  Fd eventfd(int flags);

  /** {@code inotify_init1(2)} with IN_CLOEXEC and IN_NONBLOCK. */
  Fd inotify();

  /**
   * {@code inotify_add_watch(2)}; says by which number events name the watch.
   *
   * @param mask events of {@link Inotify}
   */
  int inotifyWatch(Descriptor inotify, String path, int mask);
}
