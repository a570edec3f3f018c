package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerState;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LogFile;
import io.jcontainer.LogLine;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.LogSource;
import io.jcontainer.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@ContainerTest
@Timeout(60)
class LogTest {
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

  private Container ended(ContainerBuilder builder) throws InterruptedException {
    Container container = engine.start(builder);
    container.waitFor();
    return container;
  }

  private static List<String> texts(Container container, LogQuery query) {
    try (Stream<LogLine> lines = container.logs(query).lines()) {
      return lines.map(LogLine::text).toList();
    }
  }

  @Test
  void hasTheLinesOfBothStreamsApart() throws Exception {
    String script = "echo 1; sleep 0.05; echo 2 >&2; sleep 0.05; echo; printf unfinished";
    try (Container container = ended(engine.shell(script))) {
      assertThat(texts(container, LogQuery.all())).containsExactly("1", "2", "", "unfinished");
      assertThat(texts(container, LogQuery.all().withSource(LogSource.STDERR)))
          .containsExactly("2");
      assertThat(texts(container, LogQuery.all().withSource(LogSource.STDOUT)))
          .containsExactly("1", "", "unfinished");
    }
  }

  @Test
  void hasTheTailAndATimeSpan() throws Exception {
    Instant before = Instant.now();
    String script = "for i in 1 2 3 4 5 6; do echo $i; sleep 0.05; done";
    try (Container container = ended(engine.shell(script))) {
      Instant after = Instant.now();
      assertThat(texts(container, LogQuery.all().withTail(2))).containsExactly("5", "6");
      assertThat(texts(container, LogQuery.all().withTail(0))).isEmpty();
      assertThat(texts(container, LogQuery.all().withTail(100))).hasSize(6);
      List<LogLine> lines;
      try (Stream<LogLine> all = container.logs(LogQuery.all()).lines()) {
        lines = all.toList();
      }
      assertThat(lines)
          .extracting(LogLine::time)
          .isSorted()
          .allSatisfy(time -> assertThat(time).isBetween(before, after));
      Instant third = lines.get(2).time();
      assertThat(texts(container, LogQuery.all().withSince(third)))
          .containsExactly("3", "4", "5", "6");
      assertThat(texts(container, LogQuery.all().withUntil(third))).containsExactly("1", "2");
      assertThat(texts(container, LogQuery.all().withSince(third).withUntil(lines.get(4).time())))
          .containsExactly("3", "4");
      assertThat(texts(container, LogQuery.all().withSince(after))).isEmpty();
      assertThat(lines.get(2).stamped()).isEqualTo(third + " 3");
    }
  }

  @Test
  void followsUntilTheEndOfTheContainer() throws Exception {
    String script = "echo early; while read line; do echo got $line; done; printf last";
    try (Container container = engine.start(engine.shell(script).withStdinOpen());
        LogReader reader = container.logs(LogQuery.all().withFollow())) {
      assertThat(text(reader)).isEqualTo("early");
      for (int i = 0; i < 3; i++) {
        container
            .stdin()
            .write(("line " + i + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(text(reader)).isEqualTo("got line " + i);
      }
      try (LogReader late = container.logs(LogQuery.all().withTail(1).withFollow())) {
        assertThat(text(late)).isEqualTo("got line 2");
        container.stdin().close();
        assertThat(text(late)).isEqualTo("last");
        assertThat(late.next()).isNull();
      }
      assertThat(text(reader)).isEqualTo("last");
      assertThat(reader.next()).isNull();
      assertThat(reader.droppedBytes()).isZero();
    }
  }

  private static String text(LogReader reader) throws InterruptedException {
    return Objects.requireNonNull(reader.next(), "the log has ended").text();
  }

  @Test
  void aFollowerStopsWhenItIsClosedAndAtTheTimeAsked() throws Exception {
    try (Container container = engine.start(engine.command("sleep", "1000"))) {
      LogReader reader = container.logs(LogQuery.all().withFollow());
      CompletableFuture<List<LogLine>> following =
          CompletableFuture.supplyAsync(() -> reader.lines().toList(), Thread::startVirtualThread);
      assertThat(following).isNotDone();
      reader.close();
      assertThat(following.get(30, TimeUnit.SECONDS)).isEmpty();
      LogQuery aMoment = LogQuery.all().withFollow().withUntil(Instant.now().plusMillis(100));
      assertThat(texts(container, aMoment)).isEmpty();
    }
  }

  @Test
  void keepsTheLatestAndTellsWhatWasDropped() throws Exception {
    try (Container container =
        ended(
            engine
                .shell("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done")
                .withLogLimit(ByteSize.ofKiB(8)))) {
      List<String> lines = new ArrayList<>();
      try (LogReader reader = container.logs(LogQuery.all())) {
        for (LogLine line = reader.next(); line != null; line = reader.next()) {
          lines.add(line.text());
        }
        long kept = lines.stream().mapToLong(line -> line.length() + 1).sum();
        assertThat(reader.droppedBytes() + kept)
            .isEqualTo(container.logs().stdout().length)
            .isGreaterThan(8 * 1024);
        assertThat(kept).isBetween(1L, 8L * 1024);
      }
      assertThat(lines).last().isEqualTo("line 2999");
    }
  }

  @Test
  void cutsEndlessLinesAndKeepsBytesAsTheyAre() throws Exception {
    try (Container container = ended(engine.shell("head -c 200000 /dev/zero; printf '\\377\\n'"))) {
      List<LogLine> lines;
      try (Stream<LogLine> all = container.logs(LogQuery.all()).lines()) {
        lines = all.toList();
      }
      assertThat(lines).hasSize(4);
      assertThat(lines.stream().mapToInt(line -> line.bytes().length).sum()).isEqualTo(200_001);
      byte[] last = lines.getLast().bytes();
      assertThat(last[last.length - 1]).isEqualTo((byte) 0xff);
      assertThat(lines.getLast().toString()).doesNotContain("\0").contains("\\u0000");
    }
  }

  @Test
  void isThereWhileItRunsAndAfterItsRemoval() throws Exception {
    Container container = engine.start(engine.shell("echo up; exec sleep 1000"));
    try (LogReader reader = container.logs(LogQuery.all().withFollow())) {
      assertThat(text(reader)).isEqualTo("up");
      container.close();
      assertThat(reader.next()).isNull();
    }
    assertThat(texts(container, LogQuery.all())).containsExactly("up");
  }

  @Test
  void refusesWhatNoLineCanMatch() {
    assertThatThrownBy(() -> LogQuery.all().withTail(-1)).isInstanceOf(InvalidSpecException.class);
    Instant now = Instant.now();
    assertThatThrownBy(() -> LogQuery.all().withSince(now).withUntil(now.minusSeconds(1)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("before it begins");
  }

  @Test
  void isWrittenToAFileThatIsRenamedWhenItIsFull(@TempDir Path logs) throws Exception {
    Path file = logs.resolve("log");
    String script = "i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; echo end >&2";
    LogFile target = new LogFile(file, ByteSize.ofKiB(4), 3);
    try (Container container = ended(engine.shell(script).withLogFile(target))) {
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
    }
    List<String> names = List.of("log.2", "log.1", "log");
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      assertThat(logs.resolve(name))
          .satisfies(each -> assertThat(Files.size(each)).isLessThan(4097));
      lines.addAll(Files.readAllLines(logs.resolve(name)));
    }
    try (Stream<Path> all = Files.list(logs)) {
      assertThat(all).hasSize(3);
    }
    assertThat(lines).allMatch(line -> line.matches("\\S+Z (stdout F line \\d+|stderr F end)"));
    assertThat(lines).anyMatch(line -> line.endsWith(" stderr F end"));
    assertThat(lines).anyMatch(line -> line.endsWith(" stdout F line 299"));
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void aContainerDoesNotStartWithoutItsLogFile(@TempDir Path logs) throws Exception {
    LogFile nowhere = new LogFile(logs.resolve("none/log"), ByteSize.ofKiB(4), 1);
    assertThatThrownBy(() -> engine.start(engine.command("true").withLogFile(nowhere)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("log file");
    Path link = Files.createSymbolicLink(logs.resolve("link"), logs.resolve("target"));
    LogFile linked = new LogFile(link, ByteSize.ofKiB(4), 1);
    assertThatThrownBy(() -> engine.start(engine.command("true").withLogFile(linked)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("ELOOP");
    assertThatThrownBy(() -> new LogFile(Path.of("log"), ByteSize.ofKiB(4), 1))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> new LogFile(link, ByteSize.ofKiB(1), 1))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> new LogFile(link, ByteSize.ofKiB(4), 0))
        .isInstanceOf(InvalidSpecException.class);
  }
}
