package io.jcontainer.linux;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the JVM is killed, the kernel cleans up, and the next engine sweeps the rest. */
@ContainerTest
@Requires({Requirement.GCC, Requirement.CGROUP_V2})
class CrashTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int LANES = 2;

  /** How long the commands of victims sleep, and what they are known by. */
  private static final String SECONDS = "31415926";

  @TempDir static Path tools;
  private static Path hog;
  private static QuickJvm quick;

  @TempDir Path root;

  @BeforeAll
  static void prepare() throws Exception {
    hog = Probe.compile(tools, "hog.c");
    Path root = Files.createDirectory(tools.resolve("root"));
    quick =
        new QuickJvm(tools, Victim.class, root.toString(), hog.toString(), "call", "0", SECONDS);
  }

  /** Part of a test that has a directory of its own, and commands that are known by a number. */
  private record Lane(Path root, String number) {}

  /** What is done for one kill point; whether it was come to. */
  private interface Attempt {
    boolean at(Lane lane, int point) throws Exception;
  }

  /**
   * Goes through kill points in two lanes, as most of a victim's life is the beginning of a JVM.
   *
   * @return how many were come to
   */
  private int killAtEach(int first, int last, Attempt attempt) throws Exception {
    AtomicInteger reached = new AtomicInteger();
    List<Callable<Boolean>> lanes = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      Lane lane = new Lane(Files.createDirectory(root.resolve("lane" + i)), SECONDS + i);
      TestEngine.open(lane.root()).close(); // its directories are there from the first point on
      int begin = first + i;
      lanes.add(
          () -> {
            for (int point = begin; point <= last; point += LANES) {
              reached.addAndGet(attempt.at(lane, point) ? 1 : 0);
              boolean end = point + LANES > last;
              await(() -> orphans(lane).isEmpty(), SOON, "the end of all after a kill at " + point);
              if (end || (point - begin) % (5 * LANES) == 0) {
                assertNothingIsLeft(lane.root());
              }
            }
            return true;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(LANES)) {
      for (Future<Boolean> done : threads.invokeAll(lanes)) {
        assertThat(done.get()).isTrue();
      }
    }
    return reached.get();
  }

  private static Process victim(Path root, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(root.toString(), hog.toString()));
    all.addAll(List.of(arguments));
    return quick.start(all);
  }

  @Test
  void twentyStubbornContainersEndWithTheirJvm() throws Exception {
    String tag = "tag" + ProcessHandle.current().pid();
    Process victim = victim(root, "20", tag);
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("ready");
    }
    assertThat(processesOf(tag)).hasSize(20);
    victim.destroyForcibly().waitFor();
    await(() -> processesOf(tag).isEmpty(), AT_ONCE, "the end of 20 containers");
    assertNothingIsLeft(root);
  }

  @Test
  void aKillAtAnyCallLeavesNothingThatTheNextEngineDoesNotSweep() throws Exception {
    Process whole = victim(root, "call", "0", SECONDS);
    String said = new String(whole.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(whole.waitFor()).as(said).isZero();
    int calls = Integer.parseInt(said.strip().split(" ")[1]);
    assertThat(calls).isGreaterThan(100);
    int killed =
        killAtEach(
            1,
            calls,
            (lane, call) -> {
              Process victim = victim(lane.root(), "call", Integer.toString(call), lane.number());
              String output =
                  new String(victim.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              boolean reached = victim.waitFor() == 137;
              if (!reached) {
                assertThat(output).startsWith("calls "); // this life had a few calls less
              }
              return reached;
            });
    assertThat(killed).isGreaterThan(calls * 9 / 10);
  }

  /** What the JVM cannot do any more, the process on the other side still does. */
  @Test
  void aKillBeforeAnyStepOfAStartLeavesNothingThatTheNextEngineDoesNotSweep() throws Exception {
    int steps = Integer.parseInt(output(root, "step", "-1", SECONDS).split(" ")[1]);
    assertThat(steps).isGreaterThan(100);
    int stopped =
        killAtEach(
            0,
            steps - 1,
            (lane, step) -> {
              String output = output(lane.root(), "step", Integer.toString(step), lane.number());
              assertThat(output).as("step " + step).isIn("", "passed");
              return output.isEmpty();
            });
    assertThat(stopped).isGreaterThan(steps / 2);
  }

  /** What a victim said until it ended; the words of the log, which come before, left out. */
  private static String output(Path root, String... arguments) throws Exception {
    Process victim = victim(root, arguments);
    String said = new String(victim.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    victim.waitFor();
    return said.lines().filter(line -> !line.contains(" INFO ")).collect(joining("\n"));
  }

  @Test
  void aGroupThatIsBusyWhenItsEngineClosesIsSweptByTheNext() throws Exception {
    TestEngine engine = TestEngine.open(root);
    String id = namesIn(root.resolve("run")).getFirst();
    Path busy = Files.createDirectory(cgroupsOf(id).getFirst().resolve("busy"));
    engine.close();
    assertThat(namesIn(root.resolve("run"))).containsExactly(id);
    assertNothingIsLeft(root);
    assertThat(busy).doesNotExist();
  }

  private static void assertNothingIsLeft(Path root) throws Exception {
    List<String> engines = namesIn(root.resolve("run"));
    assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo")))
        .noneMatch(mount -> mount.contains(root.toString()))
        .noneMatch(mount -> engines.stream().anyMatch(mount::contains));
    TestEngine.open(root).close();
    assertThat(namesIn(root.resolve("run"))).isEmpty();
    for (String engine : engines) {
      assertThat(cgroupsOf(engine)).as("control groups of a dead engine").isEmpty();
    }
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  private static List<Path> cgroupsOf(String engine) throws IOException {
    try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"))) {
      return groups.filter(group -> group.endsWith("jcontainer-" + engine)).toList();
    } catch (UncheckedIOException e) {
      return cgroupsOf(engine); // a group of somebody else went away on the way
    }
  }

  private static List<String> processesOf(String tag) {
    return processes()
        .filter(pid -> read(pid, "cmdline").contains(tag))
        .filter(pid -> read(pid, "cmdline").startsWith("hog"))
        .toList();
  }

  /** What of ours has lost its JVM and lives: helpers by their name, commands by theirs. */
  private static List<String> orphans(Lane lane) {
    return processes()
        .filter(
            pid ->
                read(pid, "cmdline").contains(lane.number())
                    || (read(pid, "comm").equals("jcontainer\n")
                        && read(pid, "status").contains("\nPPid:\t1\n")))
        .filter(pid -> !read(pid, "status").contains("State:\tZ"))
        .toList();
  }

  private static Stream<String> processes() {
    String[] names = Path.of("/proc").toFile().list();
    return Stream.of(names == null ? new String[0] : names).filter(n -> n.matches("\\d+"));
  }

  private static String read(String pid, String file) {
    try {
      return Files.readString(Path.of("/proc", pid, file));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, Duration atMost, String what)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
      Thread.sleep(5);
    }
  }
}
