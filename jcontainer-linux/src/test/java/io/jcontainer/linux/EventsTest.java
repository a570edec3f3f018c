package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerState;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.RestartPolicy;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to containers is told to whoever reads it. */
@ContainerTest
class EventsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

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

  /** The next event, which there will be. */
  private static ContainerEvent next(EventReader events) throws InterruptedException {
    return Objects.requireNonNull(events.next(LONG), "an event");
  }

  /** The next events by their types, until one of the last type. */
  private static List<String> until(EventReader events, Class<? extends ContainerEvent> last)
      throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ContainerEvent event;
    do {
      event = next(events);
      seen.add(event.getClass().getSimpleName());
    } while (!last.isInstance(event));
    return seen;
  }

  @Test
  void aWholeLifeIsToldInItsOrder() throws Exception {
    try (EventReader events = engine.runtime().events(EventFilter.all())) {
      Container container =
          engine.start(engine.command("sleep", "300").withName("first").withLabel("a", "b"));
      ContainerEvent made = next(events);
      assertThat(made).isInstanceOf(ContainerEvent.Created.class);
      assertThat(made.id()).isEqualTo(container.id());
      assertThat(made.name()).isEqualTo("first");
      assertThat(made.subject().labels()).containsEntry("a", "b");
      assertThat(events.next(LONG))
          .isInstanceOfSatisfying(
              ContainerEvent.Started.class, e -> assertThat(e.pid()).isEqualTo(container.pid()));
      container.pause();
      container.unpause();
      container.rename("second");
      container.exec("true");
      container.stop(Duration.ofMillis(1));
      container.close();
      assertThat(until(events, ContainerEvent.Removed.class))
          .containsExactly(
              "Paused",
              "Unpaused",
              "Renamed",
              "ExecStarted",
              "ExecEnded",
              "Killed",
              "Killed",
              "Exited",
              "Stopped",
              "Removed");
      assertThat(events.dropped()).isZero();
    }
  }

  @Test
  void removalOfARunningOneTellsItsEndFirst() throws Exception {
    try (EventReader events = engine.runtime().events(EventFilter.all())) {
      engine.start(engine.command("sleep", "300")).close();
      assertThat(until(events, ContainerEvent.Removed.class))
          .containsExactly("Created", "Started", "Killed", "Exited", "Removed");
      Container failing = engine.create(engine.command("no-such-program"));
      Assertions.assertThatThrownBy(failing::start).isInstanceOf(StartException.class);
      assertThat(until(events, ContainerEvent.Removed.class))
          .containsExactly("Created", "StartFailed", "Removed");
    }
  }

  @Test
  @Requires(Requirement.CGROUP_V1) // on v2 the kernel ends all of it
  void wantOfMemoryIsToldAtOnceAndEachTimeAndTheContainerGoesOn() throws Exception {
    EventFilter some = EventFilter.all().withType(ContainerEvent.OutOfMemory.class);
    String hog = "head -c 100000000 /dev/zero | tail -c 90000000 > /dev/null";
    try (EventReader events = engine.runtime().events(some);
        Container container =
            engine.start(engine.command("sleep", "1000").withMemoryLimit(ByteSize.ofMiB(16)))) {
      for (int kill = 1; kill <= 3; kill++) {
        var _ = container.exec("/bin/sh", "-c", hog);
        assertThat(next(events).subject().id()).isEqualTo(container.id());
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      }
    }
  }

  @Test
  void restartsAndWantOfMemoryAreTold() throws Exception {
    EventFilter some =
        EventFilter.all()
            .withType(ContainerEvent.OutOfMemory.class, ContainerEvent.Restarting.class)
            .withType(ContainerEvent.Exited.class);
    try (EventReader events = engine.runtime().events(some);
        Container hog =
            engine.start(
                engine
                    .shell("head -c 100000000 /dev/zero | tail -c 90000000 > /dev/null")
                    .withMemoryLimit(ByteSize.ofMiB(16)))) {
      assertThat(hog.waitFor().oomKilled()).isTrue();
      assertThat(until(events, ContainerEvent.Exited.class)) // the kernel may kill several
          .containsOnly("OutOfMemory", "Exited");
      try (Container failing =
          engine.start(engine.shell("exit 1").withRestartPolicy(RestartPolicy.onFailure(1)))) {
        assertThat(failing.waitFor().code()).isEqualTo(1);
      }
      assertThat(until(events, ContainerEvent.Restarting.class))
          .containsExactly("Exited", "Restarting");
      assertThat(until(events, ContainerEvent.Exited.class)).containsExactly("Exited");
    }
  }

  @Test
  void aFilterChoosesByContainerLabelAndType() throws Exception {
    Container one = engine.create(engine.command("true").withLabel("app", "shop"));
    Container other = engine.create(engine.command("true"));
    EventFilter all = EventFilter.all();
    try (EventReader ofOne = engine.runtime().events(all.withContainer(one.id()));
        EventReader ofApp = engine.runtime().events(all.withLabel("app", "shop"));
        EventReader ofBank = engine.runtime().events(all.withLabel("app", "bank"));
        EventReader exits = engine.runtime().events(all.withType(ContainerEvent.Exited.class))) {
      for (Container container : List.of(other, one)) {
        container.start();
        container.waitFor();
        container.close();
      }
      assertThat(until(ofOne, ContainerEvent.Removed.class))
          .containsExactly("Started", "Exited", "Removed");
      assertThat(until(ofApp, ContainerEvent.Removed.class)).hasSize(3);
      assertThat(ofBank.next(Duration.ZERO)).isNull();
      assertThat(next(exits).id()).isEqualTo(other.id());
      assertThat(next(exits).id()).isEqualTo(one.id());
    }
  }

  @Test
  void aReaderThatDoesNotReadMissesTheOldestAndHoldsUpNobody() throws Exception {
    try (EventReader idle = engine.runtime().events(EventFilter.all());
        Container container = engine.create(engine.command("true"))) {
      for (int i = 0; i < EventReader.QUEUE + 9; i++) {
        container.rename("name-" + i);
      }
      assertThat(idle.dropped()).isEqualTo(10);
      assertThat(next(idle).name()).isEqualTo("name-9");
    }
  }

  @Test
  void theEndOfTheEngineAndOfTheReaderEndTheStream() throws Exception {
    EventReader closed = engine.runtime().events(EventFilter.all());
    CompletableFuture<List<ContainerEvent>> nothing = reading(closed);
    closed.close();
    assertThat(nothing.get(30, TimeUnit.SECONDS)).isEmpty();
    EventReader open = engine.runtime().events(EventFilter.all());
    CompletableFuture<List<ContainerEvent>> all = reading(open);
    engine.start(engine.command("sleep", "300"));
    engine.close();
    assertThat(all.get(30, TimeUnit.SECONDS)).hasSize(5);
    assertThat(open.next()).isNull();
  }

  private static CompletableFuture<List<ContainerEvent>> reading(EventReader events) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Stream<ContainerEvent> stream = events.events()) {
            return stream.toList();
          }
        });
  }

  @Test
  void signalsAreTold() throws Exception {
    EventFilter kills = EventFilter.all().withType(ContainerEvent.Killed.class);
    try (EventReader events = engine.runtime().events(kills);
        Container container = engine.start(engine.command("sleep", "300"))) {
      container.kill(Signal.HUP);
      container.kill(Signal.KILL);
      for (Signal signal : List.of(Signal.HUP, Signal.KILL)) {
        assertThat(events.next(LONG))
            .isInstanceOfSatisfying(
                ContainerEvent.Killed.class, e -> assertThat(e.signal()).isEqualTo(signal));
      }
    }
  }
}
