package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerStateException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Limits;
import io.jcontainer.Signal;
import io.jcontainer.Stats;
import io.jcontainer.Ulimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running container uses, and limits that change under it. */
@ContainerTest
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StatsTest {
  private static final Duration OFTEN = Duration.ofMillis(20);

  @TempDir Path root;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** The first stats that are as wanted. */
  private static Stats await(Container container, Predicate<Stats> wanted) {
    try (Stream<Stats> stats = container.stats(OFTEN)) {
      return stats.limit(2000).filter(wanted).findFirst().orElseThrow();
    }
  }

  @Test
  void processorTimeAndThrottlingAreTold() {
    String busy = "while :; do :; done";
    try (Container container = engine.start(engine.shell(busy).withCpuLimit(0.05))) {
      Stats stats = await(container, each -> each.cpu().throttledPeriods() > 2);
      assertThat(stats.cpu().total()).isPositive();
      assertThat(stats.cpu().periods()).isGreaterThanOrEqualTo(stats.cpu().throttledPeriods());
      assertThat(stats.cpu().throttledTime()).isPositive();
    }
  }

  @Test
  void memoryIsTold() {
    String script = "dd if=/dev/zero of=/dev/shm/x bs=1M count=12 2> /dev/null; sleep 1000";
    try (Container container =
        engine.start(
            engine
                .shell(script)
                .withMemoryLimit(ByteSize.ofMiB(64))
                .withMemoryReservation(ByteSize.ofMiB(32)))) {
      Stats stats =
          await(container, each -> each.memory().cache().compareTo(ByteSize.ofMiB(12)) >= 0);
      assertThat(stats.memory().used()).isGreaterThanOrEqualTo(ByteSize.ofMiB(12));
      assertThat(stats.memory().peak()).isGreaterThanOrEqualTo(stats.memory().cache());
      assertThat(stats.memory().workingSet())
          .isLessThanOrEqualTo(stats.memory().used())
          .isGreaterThan(ByteSize.ofBytes(0));
      assertThat(stats.memory().limit()).contains(ByteSize.ofMiB(64));
      assertThat(stats.memory().oomKills()).isZero();
    }
  }

  @Test
  void withoutALimitNoneIsTold() {
    try (Container container = engine.start(engine.shell("sleep 1000"))) {
      assertThat(container.stats().memory().limit()).isEmpty();
      assertThat(container.stats().pids().limit()).hasValue(Limits.DEFAULT_PIDS);
    }
  }

  @Test
  void processesAreCounted() {
    String script = "sleep 1000 & sleep 1000 & sleep 1000 & wait";
    try (Container container = engine.start(engine.shell(script).withPidsLimit(20))) {
      Stats stats = await(container, each -> each.pids().current() == 4);
      assertThat(stats.pids().peak()).isGreaterThanOrEqualTo(4);
      assertThat(stats.pids().limit()).hasValue(20);
    }
  }

  @Test
  void theContainersOwnInterfacesAreTold() {
    try (Container container = engine.start(engine.shell("sleep 1000"))) {
      assertThat(container.stats().networks()).containsOnlyKeys("lo");
      assertThat(container.stats().networks())
          .containsEntry("lo", new Stats.Network(0, 0, 0, 0, 0, 0));
    }
  }

  private static Duration waited(Stats stats) {
    Stats.Pressure none = new Stats.Pressure(Duration.ZERO, Duration.ZERO);
    return stats.pressure().getOrDefault("cpu", none).some();
  }

  @Test
  void pressureIsTold() {
    String busy = "(while :; do :; done) & (while :; do :; done) & while :; do :; done";
    try (Container container = engine.start(engine.shell(busy).withCpuLimit(0.1))) {
      Stats stats =
          await(container, each -> each.pressure().isEmpty() || waited(each).toMillis() > 10);
      boolean counted = java.nio.file.Files.exists(Path.of("/proc/pressure/cpu"));
      assertThat(stats.pressure().containsKey("cpu")).isEqualTo(counted);
    }
  }

  @Test
  void theStreamEndsWithTheContainer() throws Exception {
    try (Container container = engine.start(engine.shell("sleep 1000"));
        Stream<Stats> stats = container.stats(OFTEN)) {
      CompletableFuture<Long> counted = CompletableFuture.supplyAsync(stats::count);
      container.kill(Signal.KILL);
      assertThat(counted.get(60, TimeUnit.SECONDS)).isNotNegative();
    }
  }

  @Test
  void closingTheStreamWakesItsReader() throws Exception {
    try (Container container = engine.start(engine.shell("sleep 1000"))) {
      Stream<Stats> stats = container.stats(Duration.ofHours(1));
      CompletableFuture<List<Stats>> read = new CompletableFuture<>();
      CompletableFuture<Stats> first = new CompletableFuture<>();
      Thread reader =
          Thread.ofPlatform().start(() -> read.complete(stats.peek(first::complete).toList()));
      first.get(60, TimeUnit.SECONDS);
      stats.close();
      assertThat(read.get(60, TimeUnit.SECONDS)).hasSize(1);
      reader.join();
    }
  }

  @Test
  void onlyALivingContainerHasStats() throws Exception {
    try (Container container = engine.create(engine.shell("true"))) {
      assertThatThrownBy(container::stats).isInstanceOf(ContainerStateException.class);
      container.start();
      container.waitFor();
      assertThatThrownBy(() -> container.stats(OFTEN)).isInstanceOf(ContainerStateException.class);
      assertThatThrownBy(() -> container.update(Limits.defaults()))
          .isInstanceOf(ContainerStateException.class);
    }
  }

  @Test
  void anIntervalOfNothingIsRefused() {
    try (Container container = engine.start(engine.shell("sleep 1000"))) {
      assertThatThrownBy(() -> container.stats(Duration.ZERO))
          .isInstanceOf(InvalidSpecException.class);
    }
  }

  @Test
  void limitsOfARunningContainerChange() throws Exception {
    try (Container container =
        engine.start(engine.shell("sleep 1000").withMemoryLimit(ByteSize.ofMiB(64)))) {
      Limits limits =
          Limits.defaults().withMemory(ByteSize.ofMiB(128)).withPids(33).withCpuWeight(300);
      container.update(limits);
      Stats stats = container.stats();
      assertThat(stats.memory().limit()).contains(ByteSize.ofMiB(128));
      assertThat(stats.pids().limit()).hasValue(33);
      container.update(Limits.defaults());
      assertThat(container.stats().memory().limit()).isEmpty();
      assertThatThrownBy(() -> container.update(Limits.defaults().withSwap(ByteSize.ofMiB(1))))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("set that too");
    }
  }

  @Test
  void itRunsOnItsProcessorsAlone() throws Exception {
    var result = engine.run(engine.shell("nproc").withCpuSet("0"));
    assertThat(result.stdout().strip()).as(result.toString()).isEqualTo("1");
  }

  @Test
  void ulimitsAreThoseAskedFor() throws Exception {
    var result =
        engine.run(
            engine
                .shell("ulimit -Sn; ulimit -Hn; ulimit -Sc")
                .withUlimit(Ulimit.Resource.NOFILE, 77, 88));
    assertThat(result.stdout().split("\\s+"))
        .as(result.toString())
        .containsExactly("77", "88", "0");
  }

  @Test
  void aLoweredLimitBites() throws Exception {
    try (Container container =
        engine.start(
            engine.shell(
                "while :; do sleep 0.05; (for i in 1 2 3 4 5 6; do sleep 30 & done) 2>&1; done"))) {
      container.update(Limits.defaults().withPids(8));
      Stats stats = await(container, _ -> container.logs().stdoutText().contains("fork"));
      assertThat(stats.pids().current()).isLessThanOrEqualTo(8);
    }
  }
}
