package io.jcontainer.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ExecSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.NamespaceOptions;
import io.jcontainer.StartException;
import io.jcontainer.UserNamespaceMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that only the container's user may read, and that are nowhere else. */
@ContainerTest
class SecretsTest {
  private static final String WORD = "correct horse battery staple";

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

  private ContainerBuilder with(String script) {
    return engine.shell(script).withSecret("word", WORD.getBytes(UTF_8));
  }

  @Test
  void onlyTheUserMayReadIt() throws Exception {
    String look = "stat -c '%a %u %g' /run/secrets/word; cat /run/secrets/word; exec sleep 1000";
    try (Container container = engine.start(with(look).withUser("app"))) {
      assertThat(container.exec("cat", "/run/secrets/word").stdout()).isEqualTo(WORD);
      assertThat(container.exec("stat", "-c", "%a %u %g", "/run/secrets/word").stdout())
          .isEqualTo("400 1234 1234\n");
      ExecSpec other = ExecSpec.of("cat", "/run/secrets/word").withUser("4321");
      assertThat(container.exec(other).stderr()).contains("Permission denied");
      ExecSpec write = ExecSpec.of("sh", "-c", "echo x > /run/secrets/word").withUser("root");
      assertThat(container.exec(write).stderr()).contains("Read-only file system");
      String mount = Files.readString(Path.of("/proc/" + container.pid() + "/mountinfo"));
      assertThat(mount.lines().filter(line -> line.contains("/run/secrets")).findFirst())
          .hasValueSatisfying(
              line -> assertThat(line).contains("ro,nosuid,nodev,noexec", " - tmpfs ", "noswap"));
    }
  }

  @Test
  void itIsOnNoDiskAndInNoText() throws Exception {
    try (Container container = engine.start(with("exec sleep 1000"))) {
      assertThat(container.exec("cat", "/run/secrets/word").stdout()).isEqualTo(WORD);
      assertThat(container.spec().toString()).contains("word").doesNotContain(WORD);
      try (Stream<Path> files = Files.walk(root)) {
        assertThat(files.filter(Files::isRegularFile)).noneMatch(file -> holds(file, WORD));
      }
    }
  }

  private static boolean holds(Path file, String word) {
    try {
      return Files.size(file) < 1 << 20
          && new String(Files.readAllBytes(file), ISO_8859_1).contains(word);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itIsThereAgainAfterARestartAndInARangeOfItsOwn() throws Exception {
    ContainerBuilder builder =
        with("exec sleep 1000")
            .withUser("app")
            .withReadOnlyRoot()
            .withTmpfs("/run", ByteSize.ofMiB(1))
            .withNamespaces(NamespaceOptions.defaults().withUsers(UserNamespaceMode.unique()));
    try (Container container = engine.start(builder)) {
      assertThat(container.exec("cat", "/run/secrets/word").stdout()).isEqualTo(WORD);
      container.stop(Duration.ZERO);
      container.start();
      assertThat(container.exec("cat", "/run/secrets/word").stdout()).isEqualTo(WORD);
    }
  }

  @Test
  void itIsPartOfNoExport() throws Exception {
    try (Container container = engine.start(with("exec sleep 1000"))) {
      assertThat(container.exec("true").code()).isZero();
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      container.files().export(tar);
      assertThat(tar.toString(ISO_8859_1)).doesNotContain(WORD);
    }
  }

  @Test
  void itIsNotShownWhereOthersMightSeeIt(@TempDir Path shared) {
    assertThatThrownBy(
            () -> engine.start(with("true").withBind(shared, "/run", BindMode.READ_WRITE)))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("/run/secrets", "mount that elsewhere");
    assertThat(shared).isEmptyDirectory();
    assertThatThrownBy(() -> with("").withTmpfs("/run/secrets", ByteSize.ofMiB(1)))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(
            () ->
                engine
                    .shell("")
                    .withTmpfs("/run/secrets", ByteSize.ofMiB(1))
                    .withSecret("a", new byte[1]))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> with("").withSecret("word", new byte[1]))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "a\n"})
  void aNameIsAPlainOne(String name) {
    assertThatThrownBy(() -> engine.shell("").withSecret(name, new byte[1]))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void itHasABound() {
    assertThatThrownBy(() -> engine.shell("").withSecret("large", new byte[(512 << 10) + 1]))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("512");
  }
}
