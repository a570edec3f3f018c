package io.jcontainer;

import java.util.Optional;

/**
 * What a {@link Verdict} is decided by.
 *
 * @param exitStatus how the job's first process ended
 * @param limits which limits were met
 * @param diskFull whether a file system that the job could write to was full at its end
 */
public record SandboxEvidence(ExitStatus exitStatus, LimitEvents limits, boolean diskFull) {
  private static final int LAST_SIGNAL = 64;
  private static final Optional<Signal> SIGXCPU = Optional.of(new Signal(24));
  private static final Optional<Signal> SIGXFSZ = Optional.of(new Signal(25));
  private static final Optional<Signal> SIGSYS = Optional.of(new Signal(31));

  /**
   * What signal ended the job: its first process, or one whose end that process passed on as shells
   * do, by returning 128 and the number.
   */
  public Optional<Signal> signal() {
    int number = exitStatus.code() - 128;
    boolean passedOn = exitStatus.signal().isEmpty() && number >= 1 && number <= LAST_SIGNAL;
    return passedOn ? Optional.of(new Signal(number)) : exitStatus.signal();
  }

  /**
   * The verdict: what ended the job for certain comes first, then whether it succeeded, then what
   * it met on its way to failure, the more telling first. So a job that ran into its process limit
   * and hung is told of that limit, not of the time that it then took.
   */
  public Verdict verdict() {
    if (limits.outputExceeded()) {
      return Verdict.OUTPUT_LIMIT;
    }
    if (limits.oomKills() > 0) {
      return Verdict.MEMORY_LIMIT;
    }
    boolean outOfTime = limits.timeExceeded() || limits.cpuTimeExceeded();
    if (exitStatus.isSuccess() && !outOfTime) {
      return Verdict.OK;
    }
    return failure();
  }

  private Verdict failure() {
    Optional<Signal> signal = signal();
    if (signal.equals(SIGSYS)) {
      return Verdict.SECURITY_VIOLATION;
    }
    if (signal.equals(SIGXFSZ) || diskFull) {
      return Verdict.DISK_LIMIT;
    }
    if (limits.refusedProcesses() > 0) {
      return Verdict.PROCESS_LIMIT;
    }
    if (limits.cpuTimeExceeded() || signal.equals(SIGXCPU)) {
      return Verdict.CPU_TIME_LIMIT;
    }
    if (limits.timeExceeded()) {
      return Verdict.TIME_LIMIT;
    }
    return signal.isPresent() ? Verdict.SIGNALLED : Verdict.RUNTIME_ERROR;
  }
}
