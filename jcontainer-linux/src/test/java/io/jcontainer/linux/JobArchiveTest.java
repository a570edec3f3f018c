package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Config;
import io.jcontainer.ContainerFileException;
import io.jcontainer.CopySource;
import io.jcontainer.JContainer;
import io.jcontainer.JContainerException;
import io.jcontainer.Sandbox;
import io.jcontainer.SandboxResult;
import io.jcontainer.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that jobs come in, as the host's tar writes them, and as nobody should. */
@ContainerTest
@Timeout(60)
class JobArchiveTest {
  @TempDir Path root;
  @TempDir Path tree;
  private JContainer engine;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    engine = JContainer.open(Config.defaults().withRoot(root));
    sandbox = engine.sandbox(engine.hostImage());
    Files.writeString(tree.resolve("main.sh"), "cat deep/*/data; ls -l main.sh | cut -c1-10");
    assertThat(tree.resolve("main.sh").toFile().setExecutable(true)).isTrue();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private byte[] tar(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("tar", "-cf", "-", "-C", tree.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).start();
    byte[] archive = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return archive;
  }

  private SandboxResult run(byte[] archive, String... command) throws InterruptedException {
    return sandbox.withArchive(CopySource.ofBytes(archive)).run(command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ustar", "pax", "gnu", "oldgnu"})
  void whatTarWritesIsThere(String format) throws Exception {
    String longName = format.equals("ustar") ? "x".repeat(90) : "x".repeat(200);
    Path directory = Files.createDirectories(tree.resolve("deep").resolve(longName));
    Files.writeString(directory.resolve("data"), "data of " + format + "\n");
    Files.createDirectory(tree.resolve("empty"));
    SandboxResult result = run(tar("--format=" + format, "."), "sh", "main.sh");
    assertThat(result.verdict()).as(result.stderr()).isEqualTo(Verdict.OK);
    assertThat(result.stdout()).startsWith("data of " + format + "\n-rwx");
  }

  @Test
  void anArchiveOfAFileIsReadForEachRun() throws Exception {
    Path file = Files.write(root.resolve("job.tar"), tar("main.sh"));
    Sandbox jobs = sandbox.withArchive(CopySource.ofPath(file));
    assertThat(jobs.run("test", "-f", "main.sh").verdict()).isEqualTo(Verdict.OK);
    assertThat(jobs.run("test", "-f", "main.sh").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void linksLeadNowhereElse() throws Exception {
    Files.createSymbolicLink(tree.resolve("link"), Path.of("/etc/jcontainer-secret"));
    Files.createSymbolicLink(tree.resolve("up"), Path.of("../etc"));
    Files.writeString(root.resolve("secret"), "of the host");
    Files.createSymbolicLink(tree.resolve("host"), root.resolve("secret"));
    SandboxResult result =
        sandbox
            .withArchive(CopySource.ofBytes(tar(".")))
            .withResultFiles("link", "host", "up/passwd")
            .run("true");
    assertThat(result.verdict()).isEqualTo(Verdict.OK);
    assertThat(result.missing()).containsOnlyKeys("link", "host", "up/passwd");
    byte[] through = tar("--transform=s,main.sh,up/main.sh,", "up", "main.sh");
    assertThatThrownBy(() -> run(through, "true"))
        .isInstanceOf(ContainerFileException.class)
        .hasMessageContaining("/work");
  }

  @Test
  void namesThatClimbAreRefused() throws Exception {
    for (String name : List.of("../out", "a/../../out", "/etc/passwd/../x")) {
      byte[] archive = tar("--transform=s,main.sh," + name.replace(",", "") + ",", "-P", "main.sh");
      assertThatThrownBy(() -> run(archive, "true"))
          .as(name)
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("climbs");
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() throws Exception {
    byte[] text = "this is no archive".repeat(100).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> run(text, "true"))
        .isInstanceOf(ContainerFileException.class)
        .hasMessageContaining("the tar stream is damaged");
    byte[] cut = Arrays.copyOf(tar("main.sh"), 520);
    assertThatThrownBy(() -> run(cut, "true")).isInstanceOf(ContainerFileException.class);
  }

  @Test
  void moreThanTheDiskHoldsIsRefused() throws Exception {
    Files.write(tree.resolve("large"), new byte[70 << 20]);
    assertThatThrownBy(() -> run(tar("large"), "true"))
        .isInstanceOf(ContainerFileException.class)
        .hasMessageContaining("ENOSPC");
  }

  /** Any damage is told in one of our own words, or does no harm. */
  @Test
  void damagedArchivesGiveTypedErrors() throws Exception {
    Files.createDirectories(tree.resolve("deep/" + "y".repeat(150)));
    Files.writeString(tree.resolve("deep/" + "y".repeat(150) + "/data"), "x");
    byte[] good = tar("--format=pax", ".");
    Random random = new Random(42);
    for (int i = 0; i < 60; i++) {
      byte[] bad = good.clone();
      for (int n = 0; n <= i % 4; n++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        run(bad, "true");
      } catch (JContainerException expected) {
        assertThat(expected).hasMessageMatching("(?s).*(archive|/work).*");
      }
    }
  }
}
