package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from what evidence: the whole table. */
class VerdictTest {
  private static ExitStatus exit(String how) {
    if (how.startsWith("SIG")) {
      Signal signal = Signal.parse(how);
      return new ExitStatus(128 + signal.number(), Optional.of(signal), false, false);
    }
    return new ExitStatus(Integer.parseInt(how), Optional.empty(), false, false);
  }

  private static SandboxEvidence evidence(String how, String met) {
    LimitEvents limits =
        new LimitEvents(
            met.contains("time"),
            met.contains("cpu"),
            met.contains("output"),
            met.contains("oom") ? 1 : 0,
            met.contains("refused") ? 7 : 0);
    return new SandboxEvidence(exit(how), limits, met.contains("full"));
  }

  @ParameterizedTest(name = "{0} with {1} is {2}")
  @CsvSource({
    // nothing met
    "0, -, OK",
    "1, -, RUNTIME_ERROR",
    "128, -, RUNTIME_ERROR",
    "200, -, RUNTIME_ERROR",
    "255, -, RUNTIME_ERROR",
    "SIGSEGV, -, SIGNALLED",
    "SIGKILL, -, SIGNALLED",
    "139, -, SIGNALLED",
    // what only one thing can mean
    "SIGSYS, -, SECURITY_VIOLATION",
    "159, -, SECURITY_VIOLATION",
    "SIGXFSZ, -, DISK_LIMIT",
    "153, -, DISK_LIMIT",
    "SIGXCPU, -, CPU_TIME_LIMIT",
    "152, -, CPU_TIME_LIMIT",
    // one limit met
    "SIGKILL, time, TIME_LIMIT",
    "SIGKILL, cpu, CPU_TIME_LIMIT",
    "SIGKILL, output, OUTPUT_LIMIT",
    "SIGKILL, oom, MEMORY_LIMIT",
    "137, oom, MEMORY_LIMIT",
    "1, refused, PROCESS_LIMIT",
    "SIGABRT, refused, PROCESS_LIMIT",
    "1, full, DISK_LIMIT",
    // success counts unless it came too late, at the cost of others, or with too many words
    "0, refused, OK",
    "0, full, OK",
    "0, output, OUTPUT_LIMIT",
    "0, oom, MEMORY_LIMIT",
    "0, cpu, CPU_TIME_LIMIT",
    "0, time, TIME_LIMIT",
    // several limits met: what ended it for certain, then what it failed of first
    "SIGKILL, output oom cpu time, OUTPUT_LIMIT",
    "SIGKILL, oom cpu time refused full, MEMORY_LIMIT",
    "SIGSYS, refused full time, SECURITY_VIOLATION",
    "SIGKILL, full refused cpu time, DISK_LIMIT",
    "SIGKILL, refused cpu time, PROCESS_LIMIT",
    "SIGKILL, cpu time, CPU_TIME_LIMIT",
  })
  void follows(String how, String met, Verdict verdict) {
    assertThat(evidence(how, met).verdict()).isEqualTo(verdict);
  }

  @Test
  void aSignalIsTheKernelsWordOrPassedOnAsShellsDo() {
    assertThat(evidence("SIGTERM", "-").signal()).contains(Signal.TERM);
    assertThat(evidence("143", "-").signal()).contains(Signal.TERM);
    assertThat(evidence("128", "-").signal()).isEmpty();
    assertThat(evidence("193", "-").signal()).isEmpty();
  }
}
