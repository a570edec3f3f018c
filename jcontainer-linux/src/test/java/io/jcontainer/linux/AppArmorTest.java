package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.HostUnsupportedException;
import io.jcontainer.RunResult;
import io.jcontainer.SecurityOptions;
import io.jcontainer.StartException;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container's command has the AppArmor profile that was asked for. */
@ContainerTest
@Tag("second-kernel")
@Requires(Requirement.APPARMOR)
class AppArmorTest {
  private static final String PROFILE = "jcontainer-test-profile";

  @TempDir Path root;
  private TestEngine engine;

  @BeforeEach
  void load() throws Exception {
    parser(
        "-r",
        """
        profile %s flags=(attach_disconnected,mediate_deleted) {
          capability,
          file,
          signal,
          ptrace,
          deny /forbidden w,
        }
        """
            .formatted(PROFILE));
    engine = TestEngine.open(root);
  }

  @AfterEach
  void unload() throws Exception {
    engine.close();
    parser("-R", "profile %s {}".formatted(PROFILE));
  }

  private void parser(String option, String profile) throws Exception {
    Path file = Files.writeString(root.resolve("profile"), profile);
    Process parser =
        new ProcessBuilder("apparmor_parser", option, "-K", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(parser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(parser.waitFor()).as(said).isZero();
  }

  @Test
  void theCommandHasTheProfileAndIsHeldToIt() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell(
                    "cat /proc/self/attr/current; echo no > /forbidden; echo yes > /allowed && cat"
                        + " /allowed")
                .withSecurity(SecurityOptions.defaults().withAppArmorProfile(PROFILE)));
    assertThat(result.stdout()).isEqualTo(PROFILE + " (enforce)\nyes\n");
    assertThat(result.stderr()).contains("Permission denied");
  }

  @Test
  void aProfileThatIsNotLoadedIsRefused() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () ->
                engine.run(
                    engine
                        .shell("true")
                        .withSecurity(
                            SecurityOptions.defaults().withAppArmorProfile("never-loaded"))))
        .withMessageContaining("never-loaded");
  }

  /** A further command would run without the profile, so it does not run. */
  @Test
  void noFurtherCommandEscapesTheProfile() throws Exception {
    try (var container =
        engine.start(
            engine
                .shell("sleep 100")
                .withSecurity(SecurityOptions.defaults().withAppArmorProfile(PROFILE)))) {
      assertThatExceptionOfType(HostUnsupportedException.class)
          .isThrownBy(() -> container.exec("true"))
          .withMessageContaining("AppArmor");
    }
  }
}
