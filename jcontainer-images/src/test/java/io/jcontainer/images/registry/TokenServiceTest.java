package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageCopy;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.registry.testing.TokenService;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's docker-registry, which takes the tokens of a service that we ask. */
@Requires({Requirement.REGISTRY, Requirement.OPENSSL})
class TokenServiceTest {
  @TempDir Path directory;

  private static RegistryCredentials password() {
    return new RegistryCredentials(TokenService.USER, TokenService.PASSWORD.toCharArray());
  }

  private static RegistryCredentials identity() {
    return RegistryCredentials.ofIdentityToken(TokenService.IDENTITY.toCharArray());
  }

  @ParameterizedTest
  @CsvSource({"RSA, false", "EC, false", "RSA, true"})
  void pushesAndPullsWithScopes(String algorithm, boolean byIdentity) throws IOException {
    Path files = Files.createDirectory(directory.resolve("registry"));
    SampleImage image = SampleImage.ofLayer(new byte[100_000]);
    try (TokenService service = TokenService.start(directory, algorithm);
        DockerRegistry registry = DockerRegistry.withTokens(files, service);
        FaultyServer elsewhere = FaultyServer.start()) {
      String base = registry.authority();
      Reference from = Clients.reference(elsewhere, "app:1");
      image.publish(elsewhere, "app", "1");
      Config config = Clients.config().withCredentials(base, byIdentity ? identity() : password());
      try (RegistryClient client = RegistryClient.open(config)) {
        client.ping(base);
        push(client, from, Reference.parse(base + "/public/app:1"), List.of());
        push(client, from, Reference.parse(base + "/private/app:1"), List.of());
        Reference mounted = Reference.parse(base + "/private/other:1");
        RegistrySink sink =
            push(client, from, mounted, List.of(Reference.parse(base + "/public/app:1")));
        assertThat(sink.mounted()).isEqualTo(2);
        assertThat(sink.sent()).isZero();
        assertThat(client.tags(Reference.parse(base + "/private/app:1"))).containsExactly("1");
        pull(client, Reference.parse(base + "/private/app:1"), image.digest());
      }
      assertThat(service.asked())
          .allMatch(asked -> asked.startsWith(byIdentity ? "POST " : "GET "))
          .anyMatch(asked -> asked.contains("scope=repository%3Aprivate%2Fapp%3Apull%2Cpush"));
      try (RegistryClient client = RegistryClient.open(Clients.config())) {
        pull(client, Reference.parse(base + "/public/app:1"), image.digest());
        assertThatExceptionOfType(RegistryException.class)
            .isThrownBy(
                () -> pull(client, Reference.parse(base + "/private/app:1"), image.digest()))
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED));
      }
      refusesTheWrongSecret(base, byIdentity);
    }
  }

  private static void refusesTheWrongSecret(String base, boolean byIdentity) {
    char[] wrong = "wrong-2f6b".toCharArray();
    RegistryCredentials bad =
        byIdentity
            ? RegistryCredentials.ofIdentityToken(wrong)
            : new RegistryCredentials(TokenService.USER, wrong);
    try (RegistryClient client = RegistryClient.open(Clients.config().withCredentials(base, bad))) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.ping(base))
          .withMessageNotContaining("wrong-2f6b")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED));
    }
  }

  private static RegistrySink push(
      RegistryClient client, Reference from, Reference to, List<Reference> neighbours) {
    RegistrySink sink = client.sink(to, neighbours, OptionalLong.empty());
    RegistrySource source = client.source(from);
    FetchedDocument document = source.document();
    ImageCopy.copy(document, source, sink);
    sink.tag(document);
    return sink;
  }

  private static void pull(RegistryClient client, Reference reference, Digest digest) {
    RegistrySource source = client.source(reference);
    FetchedDocument document = source.document();
    assertThat(document.digest()).isEqualTo(digest);
    try (VerifiedStream layer = source.blob(document.contents().layers().getLast())) {
      layer.finish();
    }
  }
}
