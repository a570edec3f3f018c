package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.JContainer;
import io.jcontainer.Sandbox;
import io.jcontainer.SandboxResult;
import io.jcontainer.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many short jobs in a row leave what there was before. {@code -Djcontainer.soak.runs=10000} for a
 * long one, whose times are logged.
 */
@ContainerTest
@Timeout(3600)
class SandboxSoakTest {
  private static final Logger log = LoggerFactory.getLogger(SandboxSoakTest.class);
  private static final int RUNS = Integer.getInteger("jcontainer.soak.runs", 300);
  private static final int WARM_UP = Math.max(20, RUNS / 10);
  private static final ByteSize DRIFT = ByteSize.ofMiB(4);

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

  @Test
  void nothingGrows() throws Exception {
    Sandbox sandbox =
        engine
            .sandbox(engine.hostImage())
            .withFile("in", "x")
            .withStdin("y")
            .withResultFiles("out");
    for (int i = 0; i < WARM_UP; i++) {
      run(sandbox, i);
    }
    Held before = Held.atRest(root);
    long heapBefore = Held.heap();
    Latencies times = new Latencies(RUNS);
    for (int i = 0; i < RUNS; i++) {
      long begun = System.nanoTime();
      run(sandbox, i);
      times.add(System.nanoTime() - begun);
    }
    assertThat(Held.settled(root, before)).isEqualTo(before);
    assertThat(Held.heap()).isLessThan(heapBefore + DRIFT.bytes());
    log.warn("sandbox: {}", times.summary());
  }

  /** Most are well-behaved; some fail, run out of something or leave others behind. */
  private static void run(Sandbox sandbox, int number) throws InterruptedException {
    String script =
        switch (number % 10) {
          case 7 -> "exit 3";
          case 8 -> "sleep 100 & cat in; exit 0";
          case 9 -> "yes";
          default -> "cat in - > out";
        };
    SandboxResult result = sandbox.run("sh", "-c", script);
    Verdict expected =
        switch (number % 10) {
          case 7 -> Verdict.RUNTIME_ERROR;
          case 9 -> Verdict.OUTPUT_LIMIT;
          default -> Verdict.OK;
        };
    assertThat(result.verdict()).as("%s: %s", script, result).isEqualTo(expected);
    assertThat(result.fileText("out").orElse("")).isEqualTo(number % 10 < 7 ? "xy" : "");
  }
}
