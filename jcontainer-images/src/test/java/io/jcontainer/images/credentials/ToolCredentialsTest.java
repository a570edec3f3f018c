package io.jcontainer.images.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools have left in a user's places. */
class ToolCredentialsTest {
  private static final String SECRET = "correct horse";

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();

  private Optional<FoundCredentials> find(String registry) {
    return tools().find(registry, "");
  }

  private Path write(String path, String text) {
    try {
      Path file = home.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ToolCredentials tools() {
    return new ToolCredentials(environment, home, home.resolve("run/0"));
  }

  private static String auth(String user) {
    return Base64.getEncoder().encodeToString((user + ":" + SECRET).getBytes(UTF_8));
  }

  private static String auths(String registry, String user) {
    return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}},\"HttpHeaders\":{}}"
        .formatted(registry, auth(user));
  }

  private void installHelper(String name, String script) throws IOException {
    Path program = write("bin/docker-credential-" + name, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    environment.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
  }

  @Test
  void podmanHasAPlaceOfItsOwnWithoutARuntimeDirectory() {
    write("run/0/auth.json", auths("r:1", "alice"));
    assertThat(find("r:1").orElseThrow().credentials().user()).isEqualTo("alice");
    assertThat(tools().podmanFile()).isEqualTo(home.resolve("run/0/auth.json"));
    environment.put("XDG_RUNTIME_DIR", home.resolve("session").toString());
    assertThat(find("r:1")).isEmpty();
    assertThat(tools().podmanFile()).isEqualTo(home.resolve("session/containers/auth.json"));
  }

  @Test
  void placesComeInTheirOrder() {
    environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
    List<String> order =
        List.of(
            ".config/containers/auth.json",
            "run/containers/auth.json",
            ".docker/config.json",
            "named.json");
    assertThat(find("r:1")).isEmpty();
    for (String place : order) {
      Path file = write(place, auths("r:1", place.replaceAll("\\W", "-")));
      if (place.equals("named.json")) {
        environment.put("REGISTRY_AUTH_FILE", file.toString());
      }
      FoundCredentials found = find("r:1").orElseThrow();
      assertThat(found.source()).isEqualTo(file.toString());
      assertThat(found.credentials().user()).isEqualTo(place.replaceAll("\\W", "-"));
      assertThat(found.credentials().password()).containsExactly(SECRET.toCharArray());
      assertThat(found.toString()).doesNotContain(SECRET);
    }
    environment.put("DOCKER_AUTH_CONFIG", auths("r:1", "variable"));
    assertThat(find("r:1").orElseThrow().source()).isEqualTo("DOCKER_AUTH_CONFIG");
    assertThat(find("other:1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.org", "https://example.org", "https://example.org/v1/", "EXAMPLE.org"})
  void oldFormsOfAKeyAreUnderstood(String key) {
    environment.put("DOCKER_AUTH_CONFIG", auths(key, "alice"));
    assertThat(find("example.org")).isPresent();
    assertThat(find("example.org:5000")).as("another port is another registry").isEmpty();
    assertThat(find("a.example.org")).isEmpty();
  }

  @Test
  void dockerHubHasManyNames() {
    environment.put("DOCKER_AUTH_CONFIG", auths("https://index.docker.io/v1/", "alice"));
    assertThat(find("docker.io")).isPresent();
    assertThat(find("example.org")).isEmpty();
  }

  @Test
  void helpersAreAsked() throws IOException {
    installHelper(
        "mine",
        "read url; echo \"{\\\"ServerURL\\\":\\\"$url\\\",\\\"Username\\\":\\\"for-$1-$url\\\","
            + "\\\"Secret\\\":\\\""
            + SECRET
            + "\\\"}\"");
    installHelper("empty", "echo 'credentials not found in native keychain'; exit 1");
    write(
        ".docker/config.json",
        "{\"credHelpers\":{\"a.test\":\"mine\",\"docker.io\":\"mine\",\"b.test\":\"empty\"},"
            + "\"credsStore\":\"empty\",\"auths\":{\"c.test\":{\"auth\":\""
            + auth("c")
            + "\"}}}");

    assertThat(find("a.test").map(FoundCredentials::credentials))
        .contains(new RegistryCredentials("for-get-a.test", SECRET.toCharArray()));
    assertThat(find("a.test").orElseThrow().source())
        .startsWith("docker-credential-mine, which ")
        .endsWith("config.json names");
    assertThatExceptionOfType(InvalidSpecException.class)
        .as("a user name cannot hold the colon of Docker Hub's address")
        .isThrownBy(() -> find("docker.io"));
    assertThat(find("b.test")).isEmpty();
    assertThat(find("c.test").orElseThrow().credentials().user()).isEqualTo("c");
  }

  @Test
  void aHelperThatFailsIsNamedAndShowsNothing() throws IOException {
    write(".docker/config.json", "{\"credsStore\":\"gone\"}");
    environment.put("PATH", "/nonexistent");
    refuses("put docker-credential-gone on the PATH");
    Map<String, String> answers =
        Map.of(
            "echo " + SECRET.replace(' ', '-') + "; exit 1",
            "ended with an error",
            "echo " + SECRET.replace(' ', '-'),
            "not the JSON",
            "echo '{\"Username\":\"x\"}'",
            "no Secret");
    for (Map.Entry<String, String> answer : answers.entrySet()) {
      installHelper("gone", answer.getKey());
      refuses(answer.getValue());
    }
    write(".docker/config.json", "{\"credsStore\":\"../../bin/sh\"}");
    refuses("letters, digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse",
        "{\"auths\":\"correct horse\"}",
        "{\"auths\":{\"r.test\":{\"auth\":\"correct horse\"}}}",
        "{\"auths\":{\"r.test\":{\"auth\":\"Y29ycmVjdCBob3JzZQ==\"}}}",
        "{\"auths\":{},\"auths\":{\"correct horse\":{}}}",
      })
  void aDamagedFileIsNamedAndNothingOfItShown(String text) {
    Path file = write(".docker/config.json", text);
    refuses(file.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "r.test, team/app, app",
    "r.test, team/app/sub, app",
    "r.test, team/apple, team",
    "r.test, other, all",
    "r.test, '', all",
    "docker.io, library/redis, hub",
    "docker.io, team/app, hubteam",
  })
  void theEntryOfTheLongestNameCounts(String registry, String repository, String user) {
    StringBuilder auths = new StringBuilder();
    Map<String, String> users =
        Map.of(
            "r.test", "all",
            "r.test/team/app", "app",
            "r.test/team", "team",
            "https://index.docker.io/v1/", "hub",
            "docker.io/team", "hubteam");
    users.forEach(
        (key, name) ->
            auths
                .append(auths.isEmpty() ? "" : ",")
                .append("\"%s\":{\"username\":\"%s\",\"password\":\"x\"}".formatted(key, name)));
    write(".config/containers/auth.json", "{\"auths\":{" + auths + "}}");
    assertThat(tools().find(registry, repository).orElseThrow().credentials().user())
        .isEqualTo(user);
  }

  @Test
  void identityTokensAreFoundInFilesAndHelpers() throws IOException {
    write(".docker/config.json", "{\"auths\":{\"r.test\":{\"identitytoken\":\"tok\"}}}");
    RegistryCredentials found = find("r.test").orElseThrow().credentials();
    assertThat(found.isIdentityToken()).isTrue();
    assertThat(found.password()).containsExactly('t', 'o', 'k');
    write(".docker/config.json", "{\"credsStore\":\"h\"}");
    installHelper("h", "echo '{\"Username\":\"<token>\",\"Secret\":\"kot\"}'");
    found = find("r.test").orElseThrow().credentials();
    assertThat(found.isIdentityToken()).isTrue();
    assertThat(found.password()).containsExactly('k', 'o', 't');
  }

  private void refuses(String why) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> find("r.test"))
        .withMessageContaining(why)
        .withMessageNotContaining(SECRET)
        .withMessageNotContaining(SECRET.replace(' ', '-'))
        .withNoCause();
  }

  @Test
  void emptyEntriesMeanNothing() {
    write(".docker/config.json", "{\"auths\":{\"r.test\":{}}}");
    assertThat(find("r.test")).isEmpty();
    write(".docker/config.json", "");
    assertThat(find("r.test")).isEmpty();
    write(
        ".docker/config.json",
        "{\"auths\":{\"r.test\":{\"username\":\"u\",\"password\":\"" + SECRET + "\"}}}");
    assertThat(find("r.test")).isPresent();
  }
}
