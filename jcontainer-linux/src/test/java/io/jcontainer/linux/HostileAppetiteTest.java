package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ExitStatus;
import io.jcontainer.Sandbox;
import io.jcontainer.SandboxResult;
import io.jcontainer.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that want processes, memory, time or attention without end. */
class HostileAppetiteTest extends HostileCorpus {
  @ParameterizedTest
  @ValueSource(strings = {"forks", "threads"})
  void aBombOfProcessesOrThreadsIsToldOfItsLimit(String bomb) throws Exception {
    SandboxResult result = run(roomy(), "glutton", bomb);
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.PROCESS_LIMIT);
    assertThat(result.evidence().limits().refusedProcesses()).isPositive();
    assertThat(result.usage().peakPids()).isEqualTo(24);
  }

  /**
   * Processes that are refused have used memory by then, which the kernel gives back a while later:
   * of thousands that is more than a small limit.
   */
  private Sandbox roomy() {
    return sandbox.withLimits(small().withMemory(ByteSize.ofGiB(1)));
  }

  @Test
  void aBombOfTheShell() throws Exception {
    SandboxResult result = run(roomy(), "sh", "-c", "b() { b | b & b; }; b");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.PROCESS_LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "shared", "sockets"})
  void memoryOfEveryKindIsCounted(String kind) throws Exception {
    SandboxResult result = run(sandbox, "glutton", kind);
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(result.exitStatus().oomKilled()).isTrue();
    assertThat(result.usage().peakMemory()).isGreaterThan(ByteSize.ofMiB(16));
  }

  @Test
  void aJobEndsAsAWholeWhenItsChildIsKilledForMemory() throws Exception {
    SandboxResult result = run(sandbox, "sh", "-c", "glutton anonymous & glutton sleep");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(result.usage().wallTime()).isLessThan(small().time());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/work", "/tmp", "/dev/shm"})
  void filesInMemoryAreMemory(String directory) throws Exception {
    SandboxResult result =
        run(
            sandbox.withLimits(small().withDisk(ByteSize.ofMiB(256))),
            "glutton",
            "tmpfs",
            directory);
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.MEMORY_LIMIT);
  }

  @Test
  void thePageCacheIsTakenBack() throws Exception {
    try (Container container =
        engine
            .container(engine.hostImage())
            .withCommand("glutton", "cache", "/tmp/cache")
            .withMemoryLimit(ByteSize.ofMiB(32))
            .withOutOfMemoryGroupKill()
            .start()) {
      ExitStatus status = container.waitFor();
      assertThat(status.isSuccess()).as(status.toString()).isTrue();
      assertThat(container.usage().peakMemory()).isLessThanOrEqualTo(ByteSize.ofMiB(32));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "deaf"})
  void whoComputesWithoutEndIsStoppedWhateverSignalsItRefuses(String how) throws Exception {
    SandboxResult result = run(sandbox, "glutton", how);
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.CPU_TIME_LIMIT);
    assertThat(result.usage().cpuTime()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void whoSleepsWithoutEndIsStopped() throws Exception {
    SandboxResult result =
        run(sandbox.withLimits(small().withTime(Duration.ofMillis(400))), "glutton", "sleep");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.TIME_LIMIT);
    assertThat(result.exitStatus().timedOut()).isTrue();
  }

  @Test
  void aFloodOnBothStreamsIsStopped() throws Exception {
    SandboxResult result = run(sandbox, "glutton", "flood");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.OUTPUT_LIMIT);
    assertThat(result.output().stdout().length).isEqualTo(64 << 10);
    assertThat(result.output().stderr().length).isEqualTo(64 << 10);
  }

  @Test
  void whoClosesItsStreamsIsToldAllTheSame() throws Exception {
    SandboxResult result = run(sandbox.withStdin("never read"), "glutton", "closed");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(result.exitStatus().code()).isEqualTo(5);
  }

  @Test
  void daemonsEndWithTheJobAndHoldUpNobody() throws Exception {
    SandboxResult result = run(sandbox, "glutton", "daemons", "8");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.OK);
    assertThat(result.usage().wallTime()).isLessThan(small().time());
  }
}
