package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;
import java.util.Optional;

/**
 * Notice of cgroup v1 that a group is out of memory: an {@code eventfd(2)} that is named to the
 * kernel in {@code cgroup.event_control} together with the file it is about (kernel documentation
 * {@code admin-guide/cgroup-v1/memory}, section 10). It comes before the kernel kills anybody, also
 * when the group is removed, and again each time.
 */
final class OomEvents {
  private static final String ABOUT = "memory.oom_control";

  private OomEvents() {}

  /** The descriptor, non-blocking, the caller's to close; empty where there is no such notice. */
  static Optional<Fd> of(GroupDir group) {
    if (group.find(ABOUT).isEmpty()) {
      return Optional.empty();
    }
    Kernel kernel = group.kernel();
    return CgroupFailure.attempt(
        "watch the memory of control group " + group,
        () -> {
          Fd event = kernel.eventfd(0);
          try (Fd about = kernel.open(group.parent(), group.name() + "/" + ABOUT, O.RDONLY, 0)) {
            group.writeOrThrow("cgroup.event_control", event.number() + " " + about.number());
            return Optional.of(event);
          } catch (RuntimeException e) {
            event.close();
            throw e;
          }
        });
  }
}
