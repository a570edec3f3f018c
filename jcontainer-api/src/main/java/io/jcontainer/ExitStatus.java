package io.jcontainer;

import java.util.Optional;

/**
 * How a container's first process ended.
 *
 * @param code what the process returned, 0 to 255; 128 plus the signal's number if a signal ended
 *     it, as shells count
 * @param signal what ended it, if a signal did
 * @param oomKilled whether the kernel killed a process of the container for want of memory
 * @param timedOut whether the time limit ended it
 */
public record ExitStatus(int code, Optional<Signal> signal, boolean oomKilled, boolean timedOut) {
  /** Whether the process returned zero of its own accord. */
  public boolean isSuccess() {
    return code == 0 && signal.isEmpty();
  }

  @Override
  public String toString() {
    return signal.map(s -> "killed by " + s).orElse("exit code " + code)
        + (oomKilled ? ", out of memory" : "")
        + (timedOut ? ", time limit reached" : "");
  }
}
