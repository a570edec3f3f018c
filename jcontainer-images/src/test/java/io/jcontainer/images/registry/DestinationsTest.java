package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.RegistryException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTest {
  private final Config config = Clients.config().withInsecureRegistry("plain.example:5000");
  private final AddressBook book = new AddressBook(config);
  private final Destinations destinations = new Destinations(book);

  @ParameterizedTest
  @CsvSource({
    // who redirects | where to | whether we go there
    "https://registry.example/, https://storage.example/x, true",
    "https://registry.example/, https://registry.example:8443/x, true",
    "https://registry.example/, https://10.1.2.3/x, true",
    "https://registry.example/, http://registry.example/x, false",
    "https://registry.example/, http://plain.example:5000/x, false",
    "https://registry.example/, http://127.0.0.1/x, false",
    "https://registry.example/, https://127.0.0.1/x, false",
    "https://registry.example/, https://127.1/x, false",
    "https://registry.example/, https://localhost/x, false",
    "https://registry.example/, https://LOCALHOST/x, false",
    "https://registry.example/, https://[::1]/x, false",
    "https://registry.example/, https://[::ffff:127.0.0.1]/x, false",
    "https://registry.example/, https://0.0.0.0/x, false",
    "https://registry.example/, https://[::]/x, false",
    "https://registry.example/, https://169.254.169.254/latest, false",
    "https://registry.example/, https://[fe80::1]/x, false",
    "http://plain.example:5000/, https://storage.example/x, true",
    "http://plain.example:5000/, http://plain.example:5000/x, true",
    "http://plain.example:5000/, http://plain.example/x, false",
    "http://plain.example:5000/, http://storage.example/x, false",
    "http://plain.example:5000/, http://127.0.0.1:5000/x, false",
    "http://127.0.0.1:5000/, http://127.0.0.2:9/x, true",
    "http://127.0.0.1:5000/, http://localhost:9/x, true",
    "http://127.0.0.1:5000/, http://[::1]:9/x, true",
    "http://127.0.0.1:5000/, https://storage.example/x, true",
    "http://127.0.0.1:5000/, http://storage.example/x, false"
  })
  void followsRedirectsThatDoNotWeakenAnything(URI from, String location, boolean goes) {
    RegistryAddress registry =
        new RegistryAddress(from.getAuthority(), Origin.of(from).orElseThrow(), "");
    if (goes) {
      assertThat(destinations.redirect(registry, from, location)).isEqualTo(URI.create(location));
    } else {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> destinations.redirect(registry, from, location));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "registry-1.docker.io, auth.docker.io, true",
    "registry.gitlab.com, gitlab.com, true",
    "ghcr.io, ghcr.io, true",
    "ghcr.io, evil.io, false",
    "ghcr.io, io, false",
    "registry.example.org, auth.example.org, true",
    "registry.example.org, deep.auth.example.org, true",
    "registry.example.org, evilexample.org, false",
    "registry.example.org, example.org.evil.net, false",
    "registry.example.org, evil.net, false",
    "localhost, localhost, true",
    "localhost, other, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "10.0.0.1, 11.0.0.1, false"
  })
  void sendsCredentialsToTheSameDomain(String registry, String realm, boolean sends) {
    assertThat(
            Destinations.isSameDomain(
                new Origin(true, registry, 443), new Origin(true, realm, 8443)))
        .isEqualTo(sends);
  }
}
