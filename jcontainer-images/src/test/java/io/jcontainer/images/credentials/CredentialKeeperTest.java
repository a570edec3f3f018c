package io.jcontainer.images.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.CredentialStore;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialKeeperTest {
  private static final String SECRET = "correct horse";

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final RegistryCredentials alice = new RegistryCredentials("alice", SECRET.toCharArray());

  @BeforeEach
  void path() {
    environment.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
  }

  private ToolCredentials tools() {
    return new ToolCredentials(environment, home, home.resolve("run"));
  }

  private CredentialKeeper keeper() {
    return new CredentialKeeper(tools(), home.resolve("engine/auth.json"));
  }

  private void keep(CredentialStore store, String registry, RegistryCredentials credentials) {
    keeper().keep(store, registry, "alice", credentials);
  }

  private String userAt(Path file, String registry) {
    return tools()
        .at(List.of(file), false)
        .find(registry, "")
        .map(found -> found.credentials().user())
        .orElse("none");
  }

  @Test
  void aFileIsMadeForItsOwnerOnly() throws IOException {
    Path file = home.resolve("engine/auth.json");
    keep(new CredentialStore.Engine(), "r.test:5000", alice);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(userAt(file, "r.test:5000")).isEqualTo("alice");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theRestOfAFileStaysAsItIs() throws IOException {
    Path file = Files.createDirectory(home.resolve(".docker")).resolve("config.json");
    Files.writeString(
        file,
        """
        {"auths": {"other.test": {"auth": "Ym9iOng=", "email": "b@o.b"},
                   "r.test/team": {"auth": "dGVhbTp4"}, "https://r.test/v1/": {"auth": "b2xkOng="}},
         "HttpHeaders": {"X": "y"}, "psFormat": "table {{.ID}}\\\\t", "n": [1, 2.5, null, true]}
        """);
    keep(new CredentialStore.Docker(), "r.test", alice);
    assertThat(userAt(file, "r.test")).isEqualTo("alice");
    assertThat(userAt(file, "other.test")).isEqualTo("bob");
    String text = Files.readString(file).replaceAll("\\s+", "");
    assertThat(text)
        .contains("\"email\":\"b@o.b\"", "\"HttpHeaders\":{\"X\":\"y\"}", "[1,2.5,null,true]")
        .contains("\"psFormat\":\"table{{.ID}}\\\\t\"", "\"r.test/team\":{\"auth\":\"dGVhbTp4\"}")
        .doesNotContain("b2xkOng=");

    assertThat(keeper().forget(new CredentialStore.Docker(), "r.test")).isTrue();
    assertThat(keeper().forget(new CredentialStore.Docker(), "r.test")).isFalse();
    assertThat(userAt(file, "r.test")).isEqualTo("none");
    assertThat(userAt(file, "other.test")).isEqualTo("bob");
    assertThat(Files.readString(file)).contains("r.test/team");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(home.resolve("dotfiles.json"), "{}");
    Path link = Files.createSymbolicLink(home.resolve("auth.json"), real);
    keep(new CredentialStore.File(link), "r.test", alice);
    assertThat(link).isSymbolicLink();
    assertThat(userAt(real, "r.test")).isEqualTo("alice");
  }

  @Test
  void aDamagedFileIsNotOverwritten() throws IOException {
    Path file = Files.writeString(home.resolve("auth.json"), "{\"auths\":{\"x\":" + SECRET);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> keep(new CredentialStore.File(file), "r.test", alice))
        .withMessageContaining(file.toString())
        .withMessageNotContaining(SECRET)
        .withNoCause();
    assertThat(file).hasContent("{\"auths\":{\"x\":" + SECRET);
    Path below = file.resolve("auth.json");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> keep(new CredentialStore.File(below), "r.test", alice))
        .withMessageContaining(below.toString())
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void anIdentityTokenIsKeptAsOne() throws IOException {
    Path file = home.resolve("auth.json");
    keep(
        new CredentialStore.File(file),
        "docker.io",
        RegistryCredentials.ofIdentityToken("tok".toCharArray()));
    RegistryCredentials found =
        tools().at(List.of(file), false).find("docker.io", "").orElseThrow().credentials();
    assertThat(found.isIdentityToken()).isTrue();
    assertThat(found.password()).containsExactly('t', 'o', 'k');
    assertThat(Files.readString(file)).contains("https://index.docker.io/v1/", "YWxpY2U6");
  }

  @Test
  void aHelperKeepsAndForgets() throws IOException {
    installHelper(
        """
        store="$(dirname "$0")/kept"
        case "$1" in
          store) cat > "$store" ;;
          get) read -r url
               if [ -e "$store" ] && grep -q "$url" "$store"; then cat "$store"
               else echo "credentials not found in native keychain"; exit 1; fi ;;
          erase) rm "$store" ;;
        esac
        """);
    Path docker = Files.createDirectory(home.resolve(".docker")).resolve("config.json");
    Files.writeString(docker, "{\"credsStore\":\"h\"}");
    for (CredentialStore store :
        new CredentialStore[] {new CredentialStore.Helper("h"), new CredentialStore.Docker()}) {
      keep(store, "r.test", alice);
      assertThat(tools().find("r.test", "").orElseThrow().credentials()).isEqualTo(alice);
      assertThat(docker).hasContent("{\"credsStore\":\"h\"}");
      assertThat(keeper().forget(store, "r.test")).isTrue();
      assertThat(keeper().forget(store, "r.test")).isFalse();
      assertThat(tools().find("r.test", "")).isEmpty();
    }
  }

  @Test
  void aHelperThatRefusesShowsNothing() throws IOException {
    installHelper("cat; exit 1");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> keep(new CredentialStore.Helper("h"), "r.test", alice))
        .withMessageContaining("docker-credential-h")
        .withMessageNotContaining(SECRET);
    Files.writeString(home.resolve("bin/docker-credential-h"), "#!/nonexistent/interpreter\n");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> keep(new CredentialStore.Helper("h"), "r.test", alice))
        .withMessageContaining("cannot be run")
        .withCauseInstanceOf(IOException.class);
  }

  private void installHelper(String script) throws IOException {
    Path program = Files.createDirectories(home.resolve("bin")).resolve("docker-credential-h");
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }
}
