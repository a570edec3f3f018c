package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBookTest {
  private static final RegistryCredentials ALICE =
      new RegistryCredentials("alice", "a".toCharArray());
  private static final RegistryCredentials BOB = new RegistryCredentials("bob", "b".toCharArray());

  @ParameterizedTest
  @CsvSource({
    "docker.io, https://registry-1.docker.io",
    "index.docker.io, https://registry-1.docker.io",
    "DOCKER.IO, https://registry-1.docker.io",
    "registry-1.docker.io, https://registry-1.docker.io",
    "ghcr.io, https://ghcr.io",
    "GHCR.io, https://ghcr.io",
    "ghcr.io:443, https://ghcr.io",
    "example.org:5000, https://example.org:5000",
    "127.0.0.1:5000, http://127.0.0.1:5000",
    "127.0.0.1, http://127.0.0.1",
    "127.8.9.10:5000, http://127.8.9.10:5000",
    "[::1]:5000, http://[0:0:0:0:0:0:0:1]:5000",
    "localhost:5000, http://localhost:5000",
    "localhost, http://localhost",
    "LOCALHOST:5000, http://localhost:5000",
    "localhost.example:5000, https://localhost.example:5000",
    "127.0.0.1.example:5000, https://127.0.0.1.example:5000",
    "10.0.0.1:5000, https://10.0.0.1:5000",
    "128.0.0.1:5000, https://128.0.0.1:5000",
    "[::2]:5000, https://[0:0:0:0:0:0:0:2]:5000",
    "plain.example:5000, http://plain.example:5000",
    "PLAIN.example:5000, http://plain.example:5000",
    "plain.example:5001, https://plain.example:5001",
    "plain.example, https://plain.example",
    "sub.plain.example:5000, https://sub.plain.example:5000"
  })
  void knowsWhereRegistriesAnswer(String registry, String origin) {
    Config config = Clients.config().withInsecureRegistry("plain.example:5000");
    assertThat(new AddressBook(config).address(registry).origin()).hasToString(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io, docker.io, true",
    "docker.io, index.docker.io, true",
    "docker.io, registry-1.docker.io, true",
    "index.docker.io, docker.io, true",
    "docker.io, evil.io, false",
    "docker.io, evil.docker.io, false",
    "docker.io, docker.io:5000, false",
    "example.org, example.org:443, true",
    "example.org, EXAMPLE.org, true",
    "example.org, example.org:80, false",
    "example.org:443, example.org:5000, false",
    "127.0.0.1:5000, 127.0.0.1:5001, false",
    "127.0.0.1:5000, localhost:5000, false",
    "[::1]:5000, [0:0::1]:5000, true"
  })
  void findsCredentialsByHostAndPort(String configured, String asked, boolean found) {
    AddressBook book = new AddressBook(Clients.config().withCredentials(configured, ALICE));
    assertThat(book.credentials(book.address(asked)).isPresent()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "r.test/team/app:1, app",
    "r.test/team/app/sub:1, app",
    "r.test/team/apple:1, team",
    "r.test/team:1, team",
    "r.test/teams:1, all",
    "other.test/team/app:1, none"
  })
  void theCredentialsOfTheLongestNameCount(String reference, String user) {
    Config config = Clients.config();
    for (String[] one :
        new String[][] {{"r.test", "all"}, {"r.test/team/app", "app"}, {"r.test/team", "team"}}) {
      config = config.withCredentials(one[0], new RegistryCredentials(one[1], "x".toCharArray()));
    }
    AddressBook book = new AddressBook(config);
    assertThat(
            book.credentials(book.address(Reference.parse(reference)))
                .map(found -> found.credentials().user())
                .orElse("none"))
        .isEqualTo(user);
  }

  @Test
  void doesNotTakeARepositoryForARegistry() {
    AddressBook book = new AddressBook(Clients.config().withCredentials("docker.io", ALICE));
    Reference evil = Reference.parse("evil.io/docker.io/x");
    assertThat(book.credentials(book.address(evil.registry()))).isEmpty();
  }

  @Test
  void refusesDifferentCredentialsForOneRegistry() {
    Config config =
        Clients.config()
            .withCredentials("docker.io", ALICE)
            .withCredentials("index.docker.io", BOB);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new AddressBook(config))
        .withMessageContaining("docker.io");
    Config same =
        Clients.config()
            .withCredentials("example.org", ALICE)
            .withCredentials("example.org:443", ALICE);
    assertThatCode(() -> new AddressBook(same)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://example.org",
        "example.org/",
        "example.org:",
        "exa mple",
        "example.org:0",
        "example.org:65536",
        "example.org?x",
        "example.org#x",
        "host_name:5000",
        "alice:secret@example.org",
        "[::1",
        ":5000"
      })
  void refusesWhatIsNoHostAndPort(String text) {
    for (Config config :
        new Config[] {
          Clients.config().withInsecureRegistry(text), Clients.config().withCredentials(text, ALICE)
        }) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> new AddressBook(config))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
  }
}
