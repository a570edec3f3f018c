package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Container;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerState;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

/** Detached containers go on when their JVM is killed, and nothing else does. */
@ContainerTest
@Requires(Requirement.CGROUP_V2)
class DetachedCrashTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Each kill costs a JVM; which calls are tried moves on with the number of calls there are. */
  private static final int STRIDE = 9;

  @TempDir static Path tools;
  private static QuickJvm quick;

  @TempDir Path root;

  @BeforeAll
  static void prepare() throws Exception {
    String unused = Files.createDirectory(tools.resolve("root")).toString();
    quick = new QuickJvm(tools, Victim.class, unused, unused, "detached-call", "0");
  }

  private Process victim(String mode, int number) throws IOException {
    return quick.start(List.of(root.toString(), root.toString(), mode, Integer.toString(number)));
  }

  @Test
  void tenOutliveTheirJvmAndAreStoppedByAnother() throws Exception {
    List<ContainerId> ids = new ArrayList<>();
    Process jvm = victim("detached", 10);
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      while (line != null && !line.equals("ready")) {
        if (line.matches("[0-9a-f]{32}")) {
          ids.add(new ContainerId(line));
        }
        line = said.readLine();
      }
    }
    jvm.destroyForcibly().waitFor();
    try (TestEngine engine = TestEngine.open(root)) {
      assertThat(engine.runtime().detached()).containsExactlyInAnyOrderElementsOf(ids);
      for (int i = 0; i < ids.size(); i++) {
        try (Container adopted = engine.runtime().adopt(ids.get(i), engine)) {
          assertThat(adopted.state()).isEqualTo(ContainerState.RUNNING);
          assertThat(adopted.logs().stdoutText()).isEqualTo(i + "\n");
          assertThat(adopted.exec("echo", "inside").stdout()).isEqualTo("inside\n");
          assertThat(adopted.stop(SOON).code()).isEqualTo(i);
          adopted.remove();
        }
      }
    }
    assertNothingIsLeft();
  }

  @Test
  void aKillAtAnyCallLeavesWhatCanBeAdoptedOrNothing() throws Exception {
    int calls = Integer.parseInt(output(victim("detached-call", 0)).split(" ")[1]);
    assertThat(calls).isGreaterThan(100);
    for (int call = 1; call <= calls; call += STRIDE) {
      var _ = output(victim("detached-call", call));
      try (TestEngine engine = TestEngine.open(root)) {
        for (ContainerId id : engine.runtime().detached()) {
          try (Container adopted = engine.runtime().adopt(id, engine)) {
            adopted.remove();
          }
        }
      }
      assertNothingIsLeft();
    }
  }

  private static String output(Process jvm) throws Exception {
    String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jvm.waitFor();
    return said.lines()
        .filter(line -> line.startsWith("calls "))
        .findFirst()
        .orElse("killed after " + said);
  }

  private void assertNothingIsLeft() throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!left().isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(20);
      TestEngine.open(root).close(); // sweeps
    }
    assertThat(left()).isEmpty();
  }

  private List<String> left() throws IOException {
    List<String> left = new ArrayList<>();
    try (Stream<Path> homes = Files.list(root.resolve("run"))) {
      homes.forEach(home -> left.add(home.toString()));
    }
    String[] processes = Path.of("/proc").toFile().list((_, name) -> name.matches("\\d+"));
    for (String pid : processes == null ? new String[0] : processes) {
      if (read(pid, "comm").equals("jcontainer-keep\n")
          || read(pid, "cmdline").contains("31415927")) {
        left.add("process " + pid);
      }
    }
    return left;
  }

  private static String read(String pid, String file) {
    try {
      return Files.readString(Path.of("/proc", pid, file));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
