package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java Flight Recorder is told. */
@ContainerTest
class FlightRecorderTest {
  private static final List<String> NAMES = List.of("Start", "Exec", "Exit", "Kill", "OutOfMemory");

  @TempDir Path root;
  @TempDir Path recordings;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void startsExecsExitsKillsAndWantOfMemoryAreRecorded() throws Exception {
    Path file = recordings.resolve("containers.jfr");
    String killed;
    String hungry;
    try (Recording recording = new Recording()) {
      NAMES.forEach(name -> recording.enable("io.jcontainer." + name).withoutThreshold());
      recording.start();
      try (Container container = engine.start(engine.command("sleep", "300"))) {
        killed = container.id().value();
        container.exec("true");
        assertThat(container.waitFor(Duration.ofMillis(50))).isNull();
        container.kill(Signal.KILL);
        container.waitFor();
      }
      String hog = "head -c 100000000 /dev/zero | tail -c 90000000 > /dev/null; exit 3";
      try (Container container =
          engine.start(engine.shell(hog).withMemoryLimit(ByteSize.ofMiB(16)))) {
        hungry = container.id().value();
        container.waitFor();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    RecordedEvent start = one(events, "Start", killed);
    assertThat(start.getDuration()).isPositive();
    assertThat(one(events, "Exec", killed).getString("program")).isEqualTo("true");
    RecordedEvent exit = one(events, "Exit", killed);
    assertThat(exit.getInt("code")).isEqualTo(137);
    assertThat(exit.getInt("signal")).isEqualTo(9);
    assertThat(exit.getLong("pid")).isEqualTo(start.getLong("pid"));
    assertThat(exit.getDuration()).isGreaterThan(Duration.ofMillis(50));
    RecordedEvent kill = one(events, "Kill", killed);
    assertThat(kill.getInt("signal")).isEqualTo(9);
    assertThat(kill.getDuration()).isPositive().isLessThan(exit.getDuration());
    assertThat(one(events, "Exit", hungry).getBoolean("oomKilled")).isTrue();
    assertThat(one(events, "OutOfMemory", hungry).getLong("limit")).isEqualTo(16 << 20);
  }

  private static RecordedEvent one(List<RecordedEvent> events, String name, String container) {
    List<RecordedEvent> found =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("io.jcontainer." + name))
            .filter(event -> event.getString("container").equals(container))
            .toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }
}
