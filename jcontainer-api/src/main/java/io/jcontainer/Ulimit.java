package io.jcontainer;

/**
 * A resource limit of each process ({@code getrlimit(2)}).
 *
 * @param resource what is limited
 * @param soft the limit in force; -1 for none
 * @param hard the most that an unprivileged process may raise it to; -1 for none
 */
public record Ulimit(Resource resource, long soft, long hard) {
  /** What is limited. */
  public enum Resource {
    /** Processor time in seconds. */
    CPU(0),
    /** Largest file, bytes. */
    FSIZE(1),
    /** Data segment, bytes. */
    DATA(2),
    /** Stack, bytes. */
    STACK(3),
    /** Core file, bytes. */
    CORE(4),
    /** Resident set, bytes; without effect since Linux 2.4.30. */
    RSS(5),
    /** Processes of one user. */
    NPROC(6),
    /** One more than the highest descriptor. */
    NOFILE(7),
    /** Locked memory, bytes. */
    MEMLOCK(8),
    /** Address space, bytes. */
    AS(9),
    /** File locks; without effect since Linux 2.4.25. */
    LOCKS(10),
    /** Queued signals. */
    SIGPENDING(11),
    /** POSIX message queues, bytes. */
    MSGQUEUE(12),
    /** Ceiling of the nice value. */
    NICE(13),
    /** Ceiling of the real-time priority. */
    RTPRIO(14),
    /** Processor time without a blocking call, microseconds. */
    RTTIME(15);

    private final int number;

    Resource(int number) {
      this.number = number;
    }

    /** The kernel's number. */
    public int number() {
      return number;
    }
  }

  /** Refuses a soft limit above the hard one, and negative ones but -1. */
  public Ulimit {
    if (soft < -1 || hard < -1 || Long.compareUnsigned(soft, hard) > 0) {
      throw new InvalidSpecException(
          "ulimit " + resource + "=" + soft + ":" + hard,
          "limits are -1 (none) or more, the soft one at most the hard one");
    }
  }
}
