package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Limits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class V1SettingsTest {
  private static final long NONE = 9223372036854771712L;

  private static Limits memory(long bytes, long swap) {
    return new Limits(
        OptionalDouble.empty(),
        Optional.of(ByteSize.ofBytes(bytes)),
        swap < 0 ? Optional.empty() : Optional.of(ByteSize.ofBytes(swap)),
        Limits.DEFAULT_PIDS);
  }

  private static List<String> memoryWrites(Limits limits, long now) {
    return V1Settings.of(limits, now).stream()
        .filter(each -> each.controller() == Controller.MEMORY)
        .filter(each -> !each.file().equals("memory.soft_limit_in_bytes"))
        .map(each -> each.file() + "=" + each.value())
        .toList();
  }

  @Test
  void aFirstLimitIsSetBeforeTheOneWithSwap() {
    assertThat(memoryWrites(memory(1000, 500), NONE))
        .containsExactly("memory.limit_in_bytes=1000", "memory.memsw.limit_in_bytes=1500");
  }

  @Test
  void raisingMovesTheOneWithSwapFirst() {
    assertThat(memoryWrites(memory(3000, -1), 1500))
        .containsExactly("memory.memsw.limit_in_bytes=3000", "memory.limit_in_bytes=3000");
  }

  @Test
  void loweringMovesTheOneWithSwapLast() {
    assertThat(memoryWrites(memory(500, -1), 1500))
        .containsExactly("memory.limit_in_bytes=500", "memory.memsw.limit_in_bytes=500");
  }

  @Test
  void takingAwayMovesTheOneWithSwapFirst() {
    assertThat(memoryWrites(Limits.defaults(), 1500))
        .containsExactly("memory.memsw.limit_in_bytes=-1", "memory.limit_in_bytes=-1");
  }

  @Test
  void aSumThatDoesNotFitIsTheGreatest() {
    assertThat(memoryWrites(memory(Long.MAX_VALUE - 1, 4096), NONE))
        .containsExactly(
            "memory.memsw.limit_in_bytes=" + Long.MAX_VALUE,
            "memory.limit_in_bytes=" + (Long.MAX_VALUE - 1));
  }

  @Test
  void theQuotaIsOfAHundredMilliseconds() {
    Limits limits = new Limits(OptionalDouble.of(0.015), Optional.empty(), Optional.empty(), 1);
    assertThat(V1Settings.ofNew(limits).stream().map(each -> each.file() + "=" + each.value()))
        .containsExactly("pids.max=1", "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=1500");
  }
}
