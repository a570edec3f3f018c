package io.jcontainer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every example and looks at what it prints. */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.USER_NAMESPACE})
class ExamplesTest {
  @TempDir private Path directory;

  @Test
  void firstContainer() throws Exception {
    ExampleRun run = ExampleRun.of(FirstContainer.class, directory);
    assertThat(run.stderr()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.stdout())
        .contains("my process id:  1\n", "my host name:   first\n", "it ended with:  ");
  }

  @Test
  void untrustedJob() throws Exception {
    ExampleRun run = ExampleRun.of(UntrustedJob.class, directory);
    assertThat(run.stderr()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.stdout())
        .contains(
            "good.sh: OK, exit code 0\n  answer: hello world\n",
            "busy.sh: CPU_TIME_LIMIT, ",
            "noisy.sh: OUTPUT_LIMIT, ",
            "broken.sh: SIGNALLED, exit code 134\n");
  }

  @Test
  void keptAlive() throws Exception {
    ExampleRun run = ExampleRun.of(KeptAlive.class, directory);
    assertThat(run.stderr()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.stdout())
        .contains(
            "it is made\nit runs\nit has ended: exit code 1\nit is started again after 100\n",
            "it is started again after 200\nit runs\nit is healthy\n",
            "moody is running after restarts: 2\nremoved: 1\nand one as a future\n");
  }
}
