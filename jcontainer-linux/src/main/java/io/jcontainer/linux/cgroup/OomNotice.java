package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Epoll;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Seek;
import java.util.Optional;

/**
 * The kernel's notice that the memory of a group is short: that the count of killed processes is to
 * be looked at, now and for some moments, because the notice can come before the kill.
 *
 * <ul>
 *   <li>On cgroup v1 an {@code eventfd(2)} that is named in {@code cgroup.event_control} together
 *       with the file it is about (kernel documentation {@code admin-guide/cgroup-v1/memory},
 *       section 10). It also comes when the group is removed.
 *   <li>On cgroup v2 the file {@code memory.events} itself: changed and not read again, it has
 *       something exceptional to say ({@code admin-guide/cgroup-v2}, "Core Interface Files", poll
 *       events). It also comes when the group meets its limit and nobody has to die.
 * </ul>
 */
public final class OomNotice implements AutoCloseable {
  private static final String V1_SUBJECT = "memory.oom_control";
  private static final String V2_FILE = "memory.events";
  private static final int ROOM = 4096;

  private final Kernel kernel;
  private final Fd file;
  private final int events;

  private OomNotice(Kernel kernel, Fd file, int events) {
    this.kernel = kernel;
    this.file = file;
    this.events = events;
  }

  /** That of a v1 group; empty where there is none. */
  static Optional<OomNotice> v1(GroupDir group) {
    if (group.find(V1_SUBJECT).isEmpty()) {
      return Optional.empty();
    }
    return CgroupFailure.attempt(
        "watch the memory of control group " + group, () -> watchV1(group));
  }

  private static Optional<OomNotice> watchV1(GroupDir group) {
    Kernel kernel = group.kernel();
    String path = group.name() + "/" + V1_SUBJECT;
    Fd event = kernel.eventfd(0);
    try (Fd subject = kernel.open(group.parent(), path, O.RDONLY, 0)) {
      group.writeOrThrow("cgroup.event_control", event.number() + " " + subject.number());
      return Optional.of(new OomNotice(kernel, event, Epoll.IN));
    } catch (RuntimeException e) {
      event.close();
      throw e;
    }
  }

  /** That of a v2 group; empty where there is none. */
  static Optional<OomNotice> v2(GroupDir group) {
    if (group.find(V2_FILE).isEmpty()) {
      return Optional.empty();
    }
    return CgroupFailure.attempt(
        "watch the memory of control group " + group, () -> watchV2(group));
  }

  private static Optional<OomNotice> watchV2(GroupDir group) {
    Kernel kernel = group.kernel();
    Fd file = kernel.open(group.parent(), group.name() + "/" + V2_FILE, O.RDONLY, 0);
    OomNotice notice = new OomNotice(kernel, file, Epoll.PRI);
    try {
      notice.acknowledge();
      return Optional.of(notice);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** What is to be watched, owned by this. */
  public Descriptor file() {
    return file;
  }

  /** What it has to be watched for, of {@link Epoll}. */
  public int events() {
    return events;
  }

  /** Ends the notice, until the next. */
  public void acknowledge() {
    try {
      if (events == Epoll.PRI) {
        kernel.seek(file, 0, Seek.SET);
      }
      kernel.read(file, new byte[ROOM], 0, ROOM);
    } catch (KernelException e) {
      boolean nothingNew = e.errno().equals(Errno.EAGAIN);
      boolean removed = e.errno().equals(Errno.ENODEV);
      if (!nothingNew && !removed) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
