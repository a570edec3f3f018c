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

  @TempDir static Path tools;
  private static Path hog;

  @TempDir Path root;

  @BeforeAll
  static void compile() throws Exception {
    hog = Probe.compile(tools, "hog.c");
  }

  private Process victim(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            root.toString(),
            hog.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void twentyStubbornContainersEndWithTheirJvm() throws Exception {
    String tag = "tag" + ProcessHandle.current().pid();
    Process jvm = victim("20", tag);
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("ready");
    }
    assertThat(processesOf(tag)).hasSize(20);
    jvm.destroyForcibly().waitFor();
    await(() -> processesOf(tag).isEmpty(), AT_ONCE, "the end of 20 containers");
    assertNothingIsLeft();
  }

  @Test
  void aKillAtAnyCallLeavesNothingThatTheNextEngineDoesNotSweep() throws Exception {
    Process whole = victim("call", "0");
    String said = new String(whole.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(whole.waitFor()).as(said).isZero();
    int calls = Integer.parseInt(said.strip().split(" ")[1]);
    assertThat(calls).isGreaterThan(100);
    int killed = 0;
    for (int call = 1; call <= calls; call++) {
      Process jvm = victim("call", Integer.toString(call));
      String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (jvm.waitFor() == 137) {
        killed++;
      } else {
        assertThat(output).startsWith("calls "); // this life had a few calls less
      }
      await(() -> orphans().isEmpty(), SOON, "the end of all after a kill at call " + call);
      if (call % 10 == 0 || call == calls) {
        assertNothingIsLeft();
      }
    }
    assertThat(killed).isGreaterThan(calls * 9 / 10);
  }

  /** What the JVM cannot do any more, the process on the other side still does. */
  @Test
  void aKillBeforeAnyStepOfAStartLeavesNothingThatTheNextEngineDoesNotSweep() throws Exception {
    int steps = Integer.parseInt(output("step", "-1").split(" ")[1]);
    assertThat(steps).isGreaterThan(100);
    int stopped = 0;
    for (int step = 0; step < steps; step++) {
      String output = output("step", Integer.toString(step));
      assertThat(output).as("step " + step).isIn("", "passed");
      stopped += output.isEmpty() ? 1 : 0;
      await(() -> orphans().isEmpty(), SOON, "the end of all after a kill before step " + step);
      if (step % 10 == 0 || step == steps - 1) {
        assertNothingIsLeft();
      }
    }
    assertThat(stopped).isGreaterThan(steps / 2);
  }

  /** What a victim said until it ended; the words of the log, which come before, left out. */
  private String output(String... arguments) throws Exception {
    Process jvm = victim(arguments);
    String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jvm.waitFor();
    return said.lines().filter(line -> !line.contains(" INFO ")).collect(joining("\n"));
  }

  @Test
  void aGroupThatIsBusyWhenItsEngineClosesIsSweptByTheNext() throws Exception {
    TestEngine engine = TestEngine.open(root);
    String id = namesIn(root.resolve("run")).getFirst();
    Path busy = Files.createDirectory(cgroupsOf(id).getFirst().resolve("busy"));
    engine.close();
    assertThat(namesIn(root.resolve("run"))).containsExactly(id);
    assertNothingIsLeft();
    assertThat(busy).doesNotExist();
  }

  private void assertNothingIsLeft() throws Exception {
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
  private static List<String> orphans() {
    return processes()
        .filter(
            pid ->
                read(pid, "cmdline").contains("31415926")
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
