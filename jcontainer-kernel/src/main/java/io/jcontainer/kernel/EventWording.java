package io.jcontainer.kernel;

/** {@link EventCalls} in words. */
public final class EventWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public EventWording(Wording words) {
    this.words = words;
  }

  /** See {@link EventCalls#epoll}. */
  public String epoll() {
    return "epoll_create1()";
  }

  /** See {@link EventCalls#epollControl}. */
  public String epollControl(
      Descriptor epoll, int operation, Descriptor file, int events, long token) {
    return "epoll_ctl("
        + words.fd(epoll)
        + ", "
        + Epoll.describeOperation(operation)
        + ", "
        + words.fd(file)
        + ", "
        + Epoll.describe(events)
        + ", "
        + token
        + ")";
  }

  /** See {@link EventCalls#epollWait}. */
  public String epollWait(Descriptor epoll, int count, int timeoutMillis) {
    return "epoll_wait(" + words.fd(epoll) + ", " + count + " events, " + timeoutMillis + " ms)";
  }

  /** See {@link EventCalls#eventfd}. */
  public String eventfd(int flags) {
    return "eventfd(" + EventFd.describe(flags) + ")";
  }

  /** See {@link EventCalls#inotify}. */
  public String inotify() {
    return "inotify_init1()";
  }

  /** See {@link EventCalls#inotifyWatch}. */
  public String inotifyWatch(Descriptor inotify, String path, int mask) {
    return "inotify_add_watch("
        + words.fd(inotify)
        + ", "
        + Wording.quoted(path)
        + ", "
        + Inotify.describe(mask)
        + ")";
  }
}
