package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.RegistryRoute;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Flaw;
import io.jcontainer.images.registry.testing.SampleImage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images from somewhere else than their names say. */
class MirrorTest {
  private static final String MANIFEST = "/v2/team/app/manifests/1";

  private final FaultyServer registry = FaultyServer.start();
  private final FaultyServer mirror = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final byte[] layer = new byte[300_000];
  private final SampleImage image = SampleImage.ofLayer(layer);
  private final Reference reference = Clients.reference(registry, "team/app:1");
  private final RegistryRoute route =
      RegistryRoute.of(registry.authority()).withMirror(mirror.authority() + "/hub");

  @AfterEach
  void close() {
    registry.close();
    mirror.close();
  }

  private static Config config(RegistryRoute route) {
    return Clients.config().withRegistries(Clients.config().registries().withRoute(route));
  }

  private void fetch(Config config, Reference wanted) {
    try (RegistryClient client = Clients.open(config, time)) {
      RegistrySource source = client.source(wanted);
      assertThat(source.document().digest()).isEqualTo(image.digest());
      try (VerifiedStream stream = source.blob(source.document().contents().layers().getLast())) {
        stream.finish();
      }
    }
  }

  @Test
  void aMirrorIsAskedFirstAndTheRegistryNotAtAll() {
    image.publish(mirror, "hub/team/app", "1");
    fetch(config(route), reference);
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void theRegistryItselfComesLast() {
    image.publish(registry, "team/app", "1");
    fetch(config(route), reference);
    assertThat(mirror.requests()).as("asked once, and last from then on").hasSize(1);
  }

  @Test
  void aBrokenLayerGoesOnElsewhere() {
    image.publish(registry, "team/app", "1");
    image.publish(mirror, "hub/team/app", "1");
    Reply good = Reply.ok("application/octet-stream", layer);
    mirror.on(
        "/v2/hub/team/app/blobs/" + image.lastLayer(),
        good.flawed(new Flaw.CloseAfter(100_000)),
        Reply.error(404, "BLOB_UNKNOWN", "gone"));
    registry.on(
        "/v2/team/app/blobs/" + image.lastLayer(),
        request -> {
          int from = Integer.parseInt(request.header("range").orElseThrow().replaceAll("\\D", ""));
          byte[] rest = java.util.Arrays.copyOfRange(layer, from, layer.length);
          return Reply.status(206)
              .header("Content-Range", "bytes " + from + "-" + (layer.length - 1) + "/*")
              .body(rest);
        });
    fetch(config(route), reference);
    assertThat(registry.requests("/v2/team/app/blobs/" + image.lastLayer())).hasSize(1);
  }

  @Test
  void aMirrorThatIsNotTrustedWithTagsIsAskedForDigestsOnly() {
    image.publish(registry, "team/app", "1");
    image.publish(mirror, "hub/team/app", "1");
    RegistryRoute digests =
        RegistryRoute.of(registry.authority()).withDigestMirror(mirror.authority() + "/hub");
    fetch(config(digests), reference);
    assertThat(mirror.requests())
        .extracting(request -> request.path())
        .containsExactly("/v2/hub/team/app/blobs/" + image.lastLayer());
    assertThat(registry.requests()).extracting(request -> request.path()).containsOnly(MANIFEST);

    fetch(config(digests), Reference.parse(reference.name() + "@" + image.digest()));
    assertThat(mirror.requests("/v2/hub/team/app/manifests/" + image.digest())).isNotEmpty();

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> fetch(config(digests.withMirrorsOnly()), reference))
        .withMessageContaining("pin a digest");
  }

  @Test
  void wrongBytesOfAMirrorAreSeenAndItIsPassedOver() {
    image.publish(registry, "team/app", "1");
    mirror.on(
        "/v2/hub/team/app/manifests/" + image.digest(),
        Reply.ok(SampleImage.OCI_MANIFEST, new byte[10]));
    Reference pinned = Reference.parse(reference.name() + "@" + image.digest());
    fetch(config(route), pinned);
    assertThat(mirror.requests()).hasSize(1);
  }

  @Test
  void whenAllFailEachIsNamedWithItsReason() {
    mirror.on("/v2/hub/team/app/manifests/1", Reply.error(403, "DENIED", "not you"));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> fetch(config(route), reference))
        .withMessageContaining("cannot get the manifest of " + reference + ": tried ")
        .withMessageContaining(mirror.authority() + "/hub/team/app (")
        .withMessageContaining("DENIED")
        .withMessageContaining(reference.name() + " (no image ")
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED);
              assertThat(e.registry()).isEqualTo(registry.authority());
              assertThat(e).hasCauseInstanceOf(ImageNotFoundException.class);
              assertThat(e.getSuppressed()).hasSize(1);
            });
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void whatNobodyHasIsNotFound() {
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> fetch(config(route), reference))
        .withMessageContaining(mirror.authority() + "/hub/team/app, nor " + reference.name());
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> fetch(config(route.withMirrorsOnly()), reference));
    assertThat(registry.requests()).as("not with mirrors only").hasSize(1);
  }

  @Test
  void credentialsStayWithTheirOwn() {
    image.publish(registry, "team/app", "1");
    image.publish(mirror, "hub/team/app", "1");
    String path = "/v2/hub/team/app/manifests/1";
    mirror.on(path, Reply.challenge("Basic realm=\"x\""));
    RegistryCredentials secret =
        new RegistryCredentials("alice", "hunter2-6f1d90c2a7".toCharArray());
    fetch(config(route).withCredentials(registry.authority(), secret), reference);
    assertThat(mirror.requests(path)).hasSize(1);
    assertThat(mirror.saw("hunter2-6f1d90c2a7")).isFalse();

    Reply manifest = Reply.ok(image.mediaType(), image.manifest());
    mirror.on(
        path,
        request ->
            request.header("authorization").isPresent()
                ? manifest
                : Reply.challenge("Basic realm=\"x\""));
    int before = registry.requests().size();
    fetch(config(route).withCredentials(mirror.authority() + "/hub", secret), reference);
    assertThat(registry.requests()).hasSize(before);
    assertThat(registry.saw("hunter2-6f1d90c2a7")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "redis:7, in.test:5000/m/redis:7",
    "team/app, in.test:5000/all/team/app:latest",
    "docker.io/library/redis:7, in.test:5000/m/redis:7",
    "docker.io/library/debian:12, other.test/debian:12",
    "docker.io/library/debian2:12, in.test:5000/m/debian2:12",
    "a.corp.example/x:1, in.test:5000/corp/x:1",
    "corp.example/x:1, corp.example/x:1",
    "evil.test/docker.io/library/redis:7, evil.test/docker.io/library/redis:7",
  })
  void namesAreRewrittenByTheLongestPrefix(String name, String place) {
    Routes routes =
        new Routes(
            List.of(
                RegistryRoute.of("index.docker.io").withLocation("in.test:5000/all"),
                RegistryRoute.of("docker.io/library").withLocation("in.test:5000/m"),
                RegistryRoute.of("docker.io/library/debian").withLocation("other.test/debian"),
                RegistryRoute.of("*.corp.example").withLocation("in.test:5000/corp")));
    assertThat(routes.places(Reference.parse(name)))
        .containsExactly(new Routes.Place(Reference.parse(place), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mirror",
        "mirror/x",
        "https://m.test",
        "m.test/",
        "m.test/X",
        "m.test:0",
        "*"
      })
  void whatIsNoPlaceIsRefusedWhereItIsGiven(String text) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> RegistryRoute.of(text).withLocation("in.test"));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> RegistryRoute.of("docker.io").withMirror(text));
  }

  @Test
  void routesThatCannotBeMeantAreRefused() {
    RegistryRoute plain = RegistryRoute.of("docker.io");
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(plain::withMirrorsOnly);
    Config config = config(plain);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> config.registries().withRoute(RegistryRoute.of("index.docker.io")));
    Routes routes =
        new Routes(List.of(RegistryRoute.of("docker.io/library/redis").withLocation("in.test")));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> routes.places(Reference.parse("redis")))
        .withMessageContaining("has to name a repository");
  }
}
