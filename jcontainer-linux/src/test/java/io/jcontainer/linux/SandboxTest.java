package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.CopySource;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.JContainer;
import io.jcontainer.Sandbox;
import io.jcontainer.SandboxResult;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of good will, and what they are told. The others have tests of their own. */
@ContainerTest
@Timeout(60)
class SandboxTest {
  @TempDir Path root;
  private JContainer engine;
  private Sandbox sandbox;

  @BeforeEach
  void open() {
    engine = JContainer.open(Config.defaults().withRoot(root));
    sandbox = engine.sandbox(engine.hostImage());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private SandboxResult shell(String script) throws InterruptedException {
    return sandbox.run("sh", "-c", script);
  }

  @Test
  void filesAndInputInVerdictOutputAndFilesOut() throws Exception {
    Path tree = Files.createDirectory(root.resolve("tree"));
    Files.writeString(tree.resolve("host"), "of the host");
    SandboxResult result =
        sandbox
            .withDirectory(tree)
            .withFiles(
                Map.of("main.sh", "cat; cat deep/data host; echo no >&2; echo $X > deep/out"))
            .withFile("deep/data", "data ".getBytes(StandardCharsets.UTF_8))
            .withFile("/tmp/more", CopySource.ofText("more"))
            .withStdin("typed ")
            .withEnv("X", "result")
            .withResultFiles("deep/out", "/tmp/more", "nothing", "deep")
            .run("sh", "main.sh");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.OK);
    assertThat(result.stdout()).isEqualTo("typed data of the host");
    assertThat(result.stderr()).isEqualTo("no\n");
    assertThat(result.fileText("deep/out")).contains("result\n");
    assertThat(result.fileText("/tmp/more")).contains("more");
    assertThat(result.missing()).containsOnlyKeys("nothing", "deep");
    assertThat(result.missing().get("nothing")).contains("there is no such file");
    assertThat(result.usage().wallTime()).isPositive();
    assertThat(result.usage().cpuTime()).isPositive();
    assertThat(result.usage().peakMemory()).isGreaterThan(ByteSize.ofBytes(0));
    assertThat(result.usage().peakPids()).isPositive();
  }

  @Test
  void aJobIsNobodyWithNothing() throws Exception {
    SandboxResult result =
        shell(
            "id -u; id -g; pwd; grep -E 'CapBnd|CapEff|NoNewPrivs|Seccomp:' /proc/self/status"
                + " | tr -d '\\t'; ls /sys/class/net; touch /etc/x; touch /x; touch ok /tmp/ok");
    assertThat(result.stdout().lines())
        .containsExactly(
            "65534",
            "65534",
            "/work",
            "CapEff:0000000000000000",
            "CapBnd:0000000000000000",
            "NoNewPrivs:1",
            "Seccomp:2",
            "lo");
    assertThat(result.stderr()).contains("/etc/x: Read-only file system", "/x: Read-only");
    assertThat(result.verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void howAJobEndsIsTold() throws Exception {
    SandboxResult failed = shell("exit 3");
    assertThat(failed.verdict()).isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(failed.exitStatus().code()).isEqualTo(3);
    SandboxResult crashed = shell("kill -ABRT $$");
    assertThat(crashed.verdict()).isEqualTo(Verdict.SIGNALLED);
    assertThat(crashed.evidence().signal()).contains(new Signal(6));
  }

  @Test
  void aJobThatDoesNotReadItsInputEndsAllTheSame() throws Exception {
    SandboxResult result = sandbox.withStdin(new byte[4 << 20]).run("true");
    assertThat(result.verdict()).isEqualTo(Verdict.OK);
    assertThat(sandbox.withStdin(new byte[4 << 20]).run("wc", "-c").stdout().strip())
        .isEqualTo(Integer.toString(4 << 20));
  }

  @Test
  void resultFilesAreBoundedAndStayInside() throws Exception {
    SandboxResult result =
        sandbox
            .withResultFiles(ByteSize.ofKiB(64), "large", "out", "climb", "link", "fifo", "own")
            .run(
                "sh",
                "-c",
                "dd if=/dev/zero of=large bs=1k count=100; ln -s /etc/shadow out; ln -s"
                    + " ../../../../proc/1/mem climb; mkdir fifo; echo x > own; ln -s own link");
    assertThat(result.files()).containsOnlyKeys("link", "own");
    assertThat(result.missing()).containsOnlyKeys("large", "out", "climb", "fifo");
  }

  @Test
  void oneSandboxServesManyThreads() throws Exception {
    List<Future<SandboxResult>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        String number = Integer.toString(i);
        results.add(threads.submit(() -> sandbox.withStdin(number).run("cat")));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).get().stdout()).isEqualTo(Integer.toString(i));
      assertThat(results.get(i).get().verdict()).isEqualTo(Verdict.OK);
    }
  }

  @Test
  void whatTheCallerGotWrongIsAnErrorAndNoVerdict() {
    assertThatThrownBy(() -> sandbox.run("no-such-program")).isInstanceOf(StartException.class);
    assertThatThrownBy(() -> sandbox.withFile("../x", "x"))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> sandbox.withLimits(sandbox.limits().withTime(Duration.ZERO)))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> sandbox.withEnv("A=B", "x")).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void anInterruptedCallerKillsTheJob() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> sandbox.run("sleep", "100")).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
