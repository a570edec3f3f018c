package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.CredentialStore;
import io.jcontainer.Registry;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.TokenService;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login and logout at Debian's docker-registry. */
@Requires({Requirement.ROOT, Requirement.REGISTRY})
class LoginTest {
  @TempDir Path directory;

  private StoreImageService open(Config config) {
    return new StoreImageService(new LinuxKernel(), config);
  }

  private Config config() {
    return Config.defaults().withRoot(directory.resolve("root"));
  }

  private static RegistryCredentials credentials(String user, String password) {
    return new RegistryCredentials(user, password.toCharArray());
  }

  private Path registryFiles() throws IOException {
    return Files.createDirectory(directory.resolve("registry"));
  }

  @Test
  void aLoginCountsAtOnceAndForLaterEnginesUntilTheLogout() throws IOException {
    Path file = config().root().resolve("auth.json");
    try (DockerRegistry server = DockerRegistry.withPassword(registryFiles())) {
      try (StoreImageService images = open(config())) {
        Registry registry = images.library().registry(server.authority());
        assertUnauthorized(registry::ping);
        assertUnauthorized(() -> registry.login(credentials(DockerRegistry.USER, "wrong-77ab")));
        assertThat(file).doesNotExist();
        registry.login(credentials(DockerRegistry.USER, DockerRegistry.PASSWORD));
        registry.ping();
        assertThat(registry.credentialSource()).contains(file.toString());
      }
      try (StoreImageService images = open(config())) {
        Registry registry = images.library().registry(server.authority());
        registry.ping();
        assertThat(registry.logout()).isTrue();
        assertThat(registry.logout()).isFalse();
        assertUnauthorized(registry::ping);
      }
    }
  }

  @Test
  @Requires(Requirement.SKOPEO)
  void skopeoUsesWhatWeKeep() throws IOException, InterruptedException {
    Path file = directory.resolve("auth.json");
    try (DockerRegistry server = DockerRegistry.withPassword(registryFiles());
        StoreImageService images = open(config())) {
      Registry registry = images.library().registry(server.authority());
      registry.login(
          credentials(DockerRegistry.USER, DockerRegistry.PASSWORD),
          new CredentialStore.File(file));
      String listed =
          skopeo(
              "list-tags", file, "--tls-verify=false", "docker://" + server.authority() + "/none");
      assertThat(listed).as("it may ask, and there is nothing").contains("404");
      assertThat(skopeo("logout", file, server.authority())).contains("Removed login");
      assertThat(registry.logout(new CredentialStore.File(file))).isFalse();
    }
  }

  private static String skopeo(String verb, Path file, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("skopeo", verb, "--authfile=" + file));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  @Test
  @Requires(Requirement.OPENSSL)
  void thePasswordIsNotKeptWhereATokenWillDo() throws IOException {
    Path file = config().root().resolve("auth.json");
    try (TokenService service = TokenService.start(directory, "EC");
        DockerRegistry server = DockerRegistry.withTokens(registryFiles(), service);
        StoreImageService images = open(config())) {
      Registry registry = images.library().registry(server.authority());
      assertUnauthorized(() -> registry.login(credentials(TokenService.USER, "wrong-77ab")));
      registry.login(credentials(TokenService.USER, TokenService.PASSWORD));
      assertThat(file).content().contains("identitytoken", TokenService.IDENTITY);
      registry.ping();
      assertThat(service.asked()).last().asString().startsWith("POST ");
    }
  }

  private static void assertUnauthorized(Runnable work) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(work::run)
        .withMessageNotContaining("wrong-77ab")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED));
  }
}
