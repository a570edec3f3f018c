package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Container;
import io.jcontainer.ContainerEvent;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.Health;
import io.jcontainer.HealthCheck;
import io.jcontainer.HealthResult;
import io.jcontainer.HealthStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks in real containers, in a time that passes as the test says. */
@ContainerTest
class HealthCheckTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration EVERY = Duration.ofSeconds(30);

  @TempDir Path root;
  private final ManualSchedule time = new ManualSchedule();
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root, time);
  }

  @AfterEach
  void close() {
    engine.close();
    assertThat(time.waiting()).isZero();
  }

  private Container checked(HealthCheck check) {
    return engine.start(engine.command("sleep", "300").withHealthCheck(check));
  }

  /** Has the next check made, and waits until it is counted, which is when the next is planned. */
  private Health check(Container container) throws InterruptedException {
    assertThat(time.runNext()).isPositive();
    time.next();
    return container.health().orElseThrow();
  }

  @Test
  void isStartingThenHealthyThenUnhealthyAndHealthyAgain() throws Exception {
    EventFilter changes = EventFilter.all().withType(ContainerEvent.HealthChanged.class);
    HealthCheck check = HealthCheck.shell("echo looked; echo at it >&2; test ! -e /sick");
    try (EventReader events = engine.runtime().events(changes);
        Container container = checked(check.withRetries(2))) {
      assertThat(container.health().orElseThrow().status()).isEqualTo(HealthStatus.STARTING);
      assertThat(time.next()).isEqualTo(EVERY);
      Health healthy = check(container);
      assertThat(healthy.status()).isEqualTo(HealthStatus.HEALTHY);
      HealthResult result = healthy.results().getFirst();
      assertThat(result.isSuccess()).isTrue();
      assertThat(result.output()).isEqualTo("looked\nat it\n");
      assertThat(result.time()).isEqualTo(java.time.Instant.EPOCH.plus(EVERY));
      container.exec("touch", "/sick");
      assertThat(check(container).status()).isEqualTo(HealthStatus.HEALTHY);
      Health sick = check(container);
      assertThat(sick.status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(sick.failures()).isEqualTo(2);
      assertThat(container.inspect().health()).contains(sick);
      container.exec("rm", "/sick");
      assertThat(check(container).status()).isEqualTo(HealthStatus.HEALTHY);
      check(container);
      check(container);
      assertThat(container.health().orElseThrow().results()).hasSize(Health.RESULTS);
      for (HealthStatus status :
          new HealthStatus[] {HealthStatus.HEALTHY, HealthStatus.UNHEALTHY, HealthStatus.HEALTHY}) {
        assertThat(events.next(LONG))
            .isInstanceOfSatisfying(
                ContainerEvent.HealthChanged.class,
                event -> assertThat(event.status()).isEqualTo(status));
      }
      assertThat(events.next(Duration.ZERO)).isNull();
    }
  }

  @Test
  void failuresInTheStartPeriodDoNotCount() throws Exception {
    HealthCheck check =
        HealthCheck.command("false")
            .withRetries(1)
            .withStartPeriod(Duration.ofSeconds(10))
            .withStartInterval(Duration.ofSeconds(4));
    try (Container container = checked(check)) {
      assertThat(time.next()).isEqualTo(Duration.ofSeconds(4));
      assertThat(check(container).status()).isEqualTo(HealthStatus.STARTING);
      Health still = check(container);
      assertThat(still.status()).isEqualTo(HealthStatus.STARTING);
      assertThat(still.failures()).isZero();
      assertThat(check(container).status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(time.next()).isEqualTo(EVERY);
    }
  }

  @Test
  void aCheckThatTakesTooLongIsKilledAndOneThatFloodsIsCut() throws Exception {
    HealthCheck hangs =
        HealthCheck.shell("sleep 201 & sleep 202")
            .withTimeout(Duration.ofMillis(200))
            .withRetries(1);
    try (Container container = checked(hangs)) {
      Health health = check(container);
      assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(health.results().getFirst().code()).isEqualTo(-1);
      String all = "for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; echo; done";
      long end = System.nanoTime() + LONG.toNanos();
      while (container.exec("/bin/sh", "-c", all).stdout().contains("sleep 20")) {
        assertThat(System.nanoTime()).as("the end of the check").isLessThan(end);
      }
    }
    HealthCheck floods = HealthCheck.shell("yes | head -c 100000; yes no | head -c 100000 >&2");
    try (Container container = checked(floods)) {
      HealthResult result = check(container).results().getFirst();
      assertThat(result.isSuccess()).isTrue();
      assertThat(result.output()).hasSize(4096);
    }
  }

  @Test
  void aCheckThatCannotBeExecutedFails() throws Exception {
    try (Container container = checked(HealthCheck.command("no-such-program").withRetries(1))) {
      Health health = check(container);
      assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(health.results().getFirst().code()).isEqualTo(-1);
      assertThat(health.results().getFirst().output()).contains("no-such-program");
    }
  }

  @Test
  void aPausedContainerIsNotChecked() throws Exception {
    try (Container container = checked(HealthCheck.shell("echo x >> /checks"))) {
      container.pause();
      Health health = check(container);
      assertThat(health.results()).isEmpty();
      container.unpause();
      assertThat(check(container).results()).hasSize(1);
      assertThat(container.exec("cat", "/checks").stdout()).isEqualTo("x\n");
    }
  }

  @Test
  void anEndEndsTheChecksAndAFurtherRunBeginsAnew() throws Exception {
    try (Container container = checked(HealthCheck.command("true"))) {
      assertThat(check(container).status()).isEqualTo(HealthStatus.HEALTHY);
      container.stop(Duration.ofMillis(1));
      assertThat(time.waiting()).isZero();
      assertThat(container.health().orElseThrow().status()).isEqualTo(HealthStatus.HEALTHY);
      container.start();
      assertThat(container.health().orElseThrow().status()).isEqualTo(HealthStatus.STARTING);
      assertThat(container.health().orElseThrow().results()).isEmpty();
    }
  }

  @Test
  void checksBeginAtMultiplesOfTheInterval() throws Exception {
    try (Container container = checked(HealthCheck.command("true").withInterval(EVERY))) {
      for (int i = 1; i <= 4; i++) {
        time.pass(Duration.ofSeconds(7));
        check(container);
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(EVERY.multipliedBy(i));
      }
    }
  }

  @Test
  void aCheckAtTheEndOfItsContainerLeavesNothing() throws Exception {
    for (int i = 0; i < 10; i++) {
      Container container = checked(HealthCheck.shell("sleep 0.0" + i));
      time.runNext();
      container.close();
    }
  }
}
