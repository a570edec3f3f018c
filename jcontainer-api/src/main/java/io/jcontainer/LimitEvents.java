package io.jcontainer;

/**
 * Which of its limits a container has met, as far as the host can prove it. Final once the end of
 * the container was told.
 *
 * @param timeExceeded whether it was killed because its wall time was over
 * @param cpuTimeExceeded whether its processes together used more processor time than they may
 * @param outputExceeded whether it wrote more than its output limit to one of the two streams
 * @param oomKills how many of its processes the kernel killed for want of memory
 * @param refusedProcesses how often a process or thread was refused because of the pids limit; zero
 *     where the host does not tell (before Linux 4.4)
 */
public record LimitEvents(
    boolean timeExceeded,
    boolean cpuTimeExceeded,
    boolean outputExceeded,
    long oomKills,
    long refusedProcesses) {
  /** None met. */
  public static LimitEvents none() {
    return new LimitEvents(false, false, false, 0, 0);
  }
}
