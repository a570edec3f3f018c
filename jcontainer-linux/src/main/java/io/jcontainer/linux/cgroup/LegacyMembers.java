package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a group and of the groups nested in it, where no {@code cgroup.kill} reaches
 * them.
 *
 * @param group outermost
 */
record LegacyMembers(GroupDir group) {
  private static final String PROCESSES = "cgroup.procs";
  private static final int SIGKILL = 9;

  /** Their process ids; 0 for one that this process's pid namespace does not show. */
  List<Integer> processes() {
    List<Integer> found = new ArrayList<>();
    Kernel kernel = group.kernel();
    group.find(PROCESSES).ifPresent(content -> add(content, found));
    GroupWalk.beneath(
        group,
        (directory, name) ->
            ControlFile.find(kernel, directory, name + "/" + PROCESSES)
                .ifPresent(content -> add(content, found)));
    return found;
  }

  private static void add(String content, List<Integer> found) {
    ControlFile.words(content).forEach(word -> found.add((int) ControlFile.number(word)));
  }

  /** Sends each SIGKILL. */
  void kill() {
    processes().forEach(this::kill);
  }

  /**
   * The number may be another process's by the time it is used. So it is turned into a descriptor
   * first, and the signal goes out only if a process of that number is in the group afterwards: the
   * descriptor's, or the descriptor's has ended and the signal reaches nobody.
   */
  private void kill(int pid) {
    if (pid <= 0) {
      return;
    }
    Kernel kernel = group.kernel();
    try (Fd process = kernel.pidfdOpen(pid)) {
      if (ProcessGroups.of(kernel, pid).isWithin(group)) {
        kernel.pidfdSendSignal(process, SIGKILL);
      }
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ESRCH) && !CgroupFailure.isGone(e)) {
        throw CgroupFailure.of("kill process " + pid + " of control group " + group, e);
      }
    }
  }
}
