package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerFilter;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerState;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.JContainer;
import io.jcontainer.RestartPolicy;
import io.jcontainer.RunResult;
import io.jcontainer.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only the front door does: futures of whole containers, and clearing up. */
@ContainerTest
@Timeout(120)
class FrontDoorTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path root;
  private JContainer engine;

  @BeforeEach
  void open() {
    engine = JContainer.open(Config.defaults().withRoot(root));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private ContainerBuilder command(String... words) {
    return engine.container(engine.hostImage()).withCommand(words);
  }

  private static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void severalStartAtOnce() throws Exception {
    List<CompletableFuture<Container>> starting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      starting.add(command("sleep", "300").withName("number" + i).startAsync());
    }
    for (int i = 0; i < 5; i++) {
      try (Container container = soon(starting.get(i))) {
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        assertThat(container.name()).isEqualTo("number" + i);
        assertThat(container.exec("echo", "there").stdout()).isEqualTo("there\n");
      }
    }
  }

  @Test
  void aStartThatFailsIsInTheFutureAndLeavesNothing() {
    CompletableFuture<Container> starting = command("/no/such/program").startAsync();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> soon(starting))
        .withCauseInstanceOf(StartException.class);
    assertThat(engine.containers()).isEmpty();
    assertThatExceptionOfType(InvalidSpecException.class)
        .as("what is wrong with the description is told at once")
        .isThrownBy(() -> command().startAsync());
  }

  @Test
  void aStartThatIsCancelledLeavesNoContainer() throws Exception {
    try (EventReader events = engine.events(EventFilter.all())) {
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Container> starting = command("sleep", "300").startAsync();
        assertThat(events.next(LONG)).isInstanceOf(ContainerEvent.Created.class);
        Thread.sleep(Duration.ofNanos(i * 400_000L)); // anywhere in the start, or after it
        if (!starting.cancel(true)) {
          soon(starting).close();
        }
        ContainerEvent event;
        do {
          event = events.next(LONG);
          assertThat(event).as("the removal").isNotNull();
        } while (!(event instanceof ContainerEvent.Removed));
      }
    }
    engine.close();
    assertThat(engine.containers()).isEmpty();
  }

  @Test
  void aWholeRunIsAFuture() throws Exception {
    RunResult result = soon(command("sh", "-c", "echo out; exit 4").runAsync());
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.exitStatus().code()).isEqualTo(4);
    assertThat(engine.containers()).isEmpty();
  }

  @Test
  void pruningRemovesWhatDoesNotRun() throws Exception {
    Container created = command("true").withName("created").create();
    Container ended = command("true").withName("ended").start();
    ended.waitFor();
    Container running = command("sleep", "300").withName("running").start();
    Container paused = command("sleep", "300").withName("paused").start();
    paused.pause();
    Container restarting =
        command("false").withRestartPolicy(RestartPolicy.always()).withName("again").start();
    List<ContainerId> removed = engine.pruneContainers();
    assertThat(removed).containsExactly(created.id(), ended.id());
    assertThat(created.state()).isEqualTo(ContainerState.REMOVED);
    assertThat(ended.state()).isEqualTo(ContainerState.REMOVED);
    assertThat(engine.containers()).containsExactly(running, paused, restarting);
    assertThat(engine.find("ended")).isEmpty();
    assertThat(command("true").withName("ended").run().exitStatus().isSuccess()).isTrue();
    assertThat(engine.pruneContainers()).as("a second time").isEmpty();
  }

  @Test
  void pruningKeepsToItsFilter() throws Exception {
    Container kept = command("true").create();
    Container old = command("true").withLabel("job", "old").start();
    old.waitFor();
    assertThat(engine.pruneContainers(ContainerFilter.all().withLabel("job", "old")))
        .containsExactly(old.id());
    assertThat(engine.containers()).containsExactly(kept);
    kept.start();
    kept.waitFor();
  }
}
