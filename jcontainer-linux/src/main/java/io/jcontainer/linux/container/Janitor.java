package io.jcontainer.linux.container;

import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.program.Helper;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that cleans up behind containers, so that nobody waits for it: directories, control
 * groups, helpers that have ended. A group that is busy, which is usual right after its processes
 * were killed, is tried again later.
 */
final class Janitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Janitor.class);
  private static final int TRIES = 12;
  private static final long LONGEST_PAUSE_MILLIS = 512;

  private final ScheduledExecutorService executor;

  Janitor() {
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("jcontainer-janitor").factory());
  }

  /** Does some other work that nobody waits for. */
  void execute(Runnable work) {
    executor.execute(work);
  }

  /** Waits for the helper, which is about to end, and lets go of it. */
  void reap(Helper helper) {
    executor.execute(helper::close);
  }

  /** Does something that nobody has to wait for; what it throws is logged. */
  void later(Runnable work) {
    executor.execute(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            log.warn("cannot clean up behind a container", e);
          }
        });
  }

  /** Removes what a container has on file systems, then runs the rest. */
  void removeDirectory(ContainerFiles files, String containerId, Runnable then) {
    executor.execute(
        () -> {
          try {
            files.remove(containerId);
          } catch (RuntimeException e) {
            log.warn("the files of container {} are left to a sweep", containerId, e);
          } finally {
            then.run();
          }
        });
  }

  /** Removes a container's control groups as soon as they are empty. */
  void removeGroup(Cgroup cgroup) {
    executor.execute(() -> tryToRemove(cgroup, 1));
  }

  private void tryToRemove(Cgroup cgroup, int attempt) {
    try {
      if (cgroup.remove(Duration.ZERO)) {
        return;
      }
    } catch (RuntimeException e) {
      log.warn("the control groups of container {} are left to a sweep", cgroup.id(), e);
      return;
    }
    if (attempt == TRIES) {
      log.warn("the control groups of container {} stay busy; left to a sweep", cgroup.id());
    } else if (executor.isShutdown()) {
      cgroup.kill();
      cgroup.remove(Duration.ofSeconds(2));
    } else {
      long pause = Math.min(1L << (attempt - 1), LONGEST_PAUSE_MILLIS);
      var _ =
          executor.schedule(() -> tryToRemove(cgroup, attempt + 1), pause, TimeUnit.MILLISECONDS);
    }
  }

  /** Finishes what there is to do, then ends. */
  @Override
  public void close() {
    executor.close();
  }
}
