package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thousand commands in a row leave what there was before. {@code -Djcontainer.soak.execs=10000}
 * for more, whose times are logged.
 */
@ContainerTest
@Timeout(1800)
class ExecSoakTest {
  private static final Logger log = LoggerFactory.getLogger(ExecSoakTest.class);
  private static final int COMMANDS = Integer.getInteger("jcontainer.soak.execs", 1000);
  private static final int WARM_UP = Math.max(20, COMMANDS / 10);
  private static final ByteSize DRIFT = ByteSize.ofMiB(4);

  @TempDir Path root;
  private TestEngine engine;
  private Container container;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
    container = engine.start(engine.command("sleep", "1000"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void nothingGrows() throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      container.exec("true");
    }
    Held before = Held.atRest(root);
    long heapBefore = Held.heap();
    Latencies times = new Latencies(COMMANDS);
    for (int i = 0; i < COMMANDS; i++) {
      long begun = System.nanoTime();
      if (i % 2 == 0) {
        assertThat(container.exec("echo", "x").stdout()).isEqualTo("x\n");
      } else {
        // nobody reads or closes its streams
        ContainerProcess process = container.execProcess("echo", "x");
        assertThat(process.waitFor()).isZero();
      }
      times.add(System.nanoTime() - begun);
    }
    assertThat(Held.settled(root, before)).isEqualTo(before);
    assertThat(Held.heap()).isLessThan(heapBefore + DRIFT.bytes());
    log.warn("exec: {}", times.summary());
  }
}
