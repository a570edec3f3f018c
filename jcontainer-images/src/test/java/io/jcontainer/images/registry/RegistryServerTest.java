package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageCopy;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.junit.RegistryFault;
import io.jcontainer.junit.RegistryServer;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry that users get for their tests, with our client and with skopeo. */
class RegistryServerTest {
  private final RegistryServer registry = RegistryServer.start();
  private final VirtualPace time = new VirtualPace();
  private final byte[] layer = new byte[300_000];
  private final SampleImage image;

  RegistryServerTest() {
    new Random(7).nextBytes(layer);
    image = SampleImage.ofLayer(layer);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private RegistrySink push(RegistryClient client, Reference to, OptionalLong chunk) {
    return push(client, to, List.of(), chunk);
  }

  private RegistrySink push(
      RegistryClient client, Reference to, List<Reference> neighbours, OptionalLong chunk) {
    try (FaultyServer origin = FaultyServer.start()) {
      image.publish(origin, "app", "1");
      RegistrySource source = client.source(Clients.reference(origin, "app:1"));
      RegistrySink sink = client.sink(to, neighbours, chunk);
      FetchedDocument document = source.document();
      ImageCopy.copy(document, source, sink);
      sink.tag(document);
      return sink;
    }
  }

  private byte[] pull(RegistryClient client, Reference reference) throws IOException {
    RegistrySource source = client.source(reference);
    FetchedDocument document = source.document();
    assertThat(document.digest()).isEqualTo(image.digest());
    Descriptor last = document.contents().layers().getLast();
    try (VerifiedStream stream = source.blob(last)) {
      return stream.readAllBytes();
    }
  }

  @Test
  void whatIsPushedCanBePulledListedAndDeleted() throws IOException {
    Reference one = registry.reference("team/app:1");
    try (RegistryClient client = Clients.open(time)) {
      client.ping(registry.name());
      assertThat(push(client, one, OptionalLong.empty()).sent()).isEqualTo(2);
      assertThat(push(client, registry.reference("team/app:2"), OptionalLong.empty()).present())
          .isEqualTo(2);
      RegistrySink mounting =
          push(client, registry.reference("other:3"), List.of(one), OptionalLong.empty());
      assertThat(mounting.mounted()).isEqualTo(2);
      assertThat(pull(client, one)).isEqualTo(layer);
      assertThat(client.tags(one)).containsExactly("1", "2");
      assertThat(client.repositories(registry.name())).containsExactly("other", "team/app");
      assertThat(client.delete(registry.reference("team/app:2"))).isTrue();
      assertThat(client.tags(one)).containsExactly("1");
      assertThat(client.delete(Reference.parse(one.name() + "@" + image.digest()))).isTrue();
      assertThat(client.delete(one)).isFalse();
      assertThat(client.digest(one)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 65_536, 299_999, 300_000})
  void chunksOfEachSizeMakeTheWhole(long chunk) throws IOException {
    try (RegistryClient client = Clients.open(time)) {
      push(client, registry.reference("app:1"), OptionalLong.of(chunk));
      assertThat(pull(client, registry.reference("app:1"))).isEqualTo(layer);
    }
  }

  @Test
  @Requires(Requirement.SKOPEO)
  void skopeoCopiesThereAndBack(@TempDir Path directory) throws IOException {
    Reference ours = registry.reference("app:1");
    try (RegistryClient client = Clients.open(time)) {
      push(client, ours, OptionalLong.empty());
      Skopeo.copy("docker://" + ours, "oci:" + directory + ":app", "--preserve-digests");
      Skopeo.copy(
          "oci:" + directory + ":app",
          "docker://" + registry.reference("back:1"),
          "--preserve-digests");
      assertThat(pull(client, registry.reference("back:1"))).isEqualTo(layer);
    }
  }

  @Test
  void whatItIsToldToDoWrongItDoes() throws IOException {
    Reference reference = registry.reference("app:1");
    String blob = "/v2/app/blobs/" + image.lastLayer();
    try (RegistryClient client = Clients.open(time)) {
      push(client, reference, OptionalLong.empty());
      registry.fail(r -> r.path().contains("manifests"), new RegistryFault.Status(503), 1);
      registry.fail(
          r -> r.path().equals(blob), new RegistryFault.TooManyRequests(Duration.ofSeconds(7)), 1);
      registry.fail(r -> r.path().equals(blob), new RegistryFault.CutOff(100_000), 1);
      assertThat(pull(client, reference)).isEqualTo(layer);
      assertThat(time.sleeps()).contains(7L).hasSize(3);
      assertThat(registry.requests())
          .filteredOn(r -> r.method().equals("GET") && r.path().equals(blob))
          .hasSize(3);

      registry.fail(r -> r.path().equals(blob), new RegistryFault.Damage(), 1);
      assertThatExceptionOfType(InvalidImageException.class)
          .isThrownBy(() -> pull(client, reference))
          .withMessageContaining("its digest is");
      registry.fail(r -> true, new RegistryFault.Status(500), 100);
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> pull(client, reference))
          .withMessageContaining("500");
    }
  }

  @Test
  void itIsTooLateForThoseWhoDoNotWait() {
    registry.fail(r -> true, new RegistryFault.Late(Duration.ofMinutes(1)), 100);
    try (RegistryClient client = Clients.openHasty(time)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.ping(registry.name()))
          .withMessageContaining("no answer within");
    }
  }

  @Test
  void itWantsToKnowWho() {
    RegistryCredentials bob = new RegistryCredentials("bob", "s3cret".toCharArray());
    try (RegistryServer closed = RegistryServer.withLogin(bob);
        RegistryClient stranger = Clients.open(time)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> stranger.ping(closed.name()))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED));
      Config config = Clients.config().withCredentials(closed.name(), bob);
      try (RegistryClient client = Clients.open(config, time)) {
        client.ping(closed.name());
      }
    }
  }

  @Test
  void namesComeInPages() throws Exception {
    try (RegistryClient client = Clients.open(time)) {
      for (String tag : new String[] {"a", "b", "c", "d", "e"}) {
        push(client, registry.reference("app:" + tag), OptionalLong.empty());
      }
    }
    HttpResponse<String> first = send("GET", "/v2/app/tags/list?n=2", "");
    assertThat(first.body()).isEqualTo("{\"name\":\"app\",\"tags\":[\"a\",\"b\"]}");
    assertThat(first.headers().firstValue("Link"))
        .contains("</v2/app/tags/list?n=2&last=b>; rel=\"next\"");
    assertThat(send("GET", "/v2/app/tags/list?n=2&last=d", "").body()).contains("[\"e\"]");
    assertThat(send("GET", "/v2/_catalog?n=0", "").body()).isEqualTo("{\"repositories\":[]}");
  }

  @Test
  void whatIsNotRightIsRefusedAsTheSpecificationSays() throws Exception {
    String other = Digest.sha256(new byte[1]).toString();
    refused(404, "NAME_UNKNOWN", send("GET", "/v2/none/tags/list", ""));
    refused(404, "MANIFEST_UNKNOWN", send("GET", "/v2/app/manifests/1", ""));
    refused(404, "BLOB_UNKNOWN", send("GET", "/v2/app/blobs/" + other, ""));
    refused(400, "DIGEST_INVALID", send("GET", "/v2/app/blobs/sha256:..", ""));
    refused(400, "DIGEST_INVALID", send("POST", "/v2/app/blobs/uploads/?digest=" + other, "xy"));
    refused(404, "BLOB_UPLOAD_UNKNOWN", send("PATCH", "/v2/app/blobs/uploads/none", "x"));
    refused(400, "MANIFEST_INVALID", send("PUT", "/v2/app/manifests/1", "no JSON"));
    refused(
        400,
        "MANIFEST_BLOB_UNKNOWN",
        send("PUT", "/v2/app/manifests/1", new String(image.manifest(), StandardCharsets.UTF_8)));
    refused(
        400,
        "DIGEST_INVALID",
        send("PUT", "/v2/app/manifests/" + other, "{\"mediaType\":\"application/x\"}"));
    refused(404, "NAME_INVALID", send("GET", "/v2/App/tags/list", ""));
    refused(405, "UNSUPPORTED", send("POST", "/v2/app/manifests/1", ""));
    assertThat(send("GET", "/v2/_catalog", "").body()).isEqualTo("{\"repositories\":[]}");
  }

  private static void refused(int status, String code, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("{\"errors\":[{\"code\":\"" + code + "\"");
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://" + registry.name() + path))
              .method(method, BodyPublishers.ofString(body));
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Test
  void whatIsAboutAnImageIsListed() throws Exception {
    Reference reference = registry.reference("app:1");
    try (RegistryClient client = Clients.open(time)) {
      push(client, reference, OptionalLong.empty());
      String signature =
          "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"application/sig\",\"layers\":[],\"subject\":%s,\"annotations\":{\"by\":\"me\"}}"
              .formatted(
                  SampleImage.OCI_MANIFEST,
                  SampleImage.descriptor(SampleImage.OCI_MANIFEST, image.manifest()));
      assertThat(client.referrers(reference, image.digest())).isEmpty();
      HttpResponse<String> sent = send("PUT", "/v2/app/manifests/sig", signature);
      assertThat(sent.headers().firstValue("OCI-Subject")).contains(image.digest().toString());
      assertThat(client.referrers(reference, image.digest()))
          .singleElement()
          .satisfies(
              about -> {
                assertThat(about.digest())
                    .isEqualTo(Digest.sha256(signature.getBytes(StandardCharsets.UTF_8)));
                assertThat(about.annotations()).containsEntry("by", "me");
              });
      String path = "/v2/app/referrers/" + image.digest();
      assertThat(send("GET", path + "?artifactType=application/x", "").body())
          .contains("\"manifests\":[]");
      assertThat(send("GET", path + "?artifactType=application/sig", "").body())
          .contains("\"artifactType\":\"application/sig\"");
    }
  }

  @Test
  void whatIsAboutAnImageIsWrittenDownWhereTheRegistryDoesNot() throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    try (RegistryServer old = RegistryServer.withoutReferrers();
        FaultyServer origin = FaultyServer.start();
        RegistryClient client = Clients.open(time)) {
      Reference to = old.reference("app:1");
      for (String by : new String[] {"me", "you", "me"}) {
        byte[] signature =
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[],\"subject\":%s,\"annotations\":{\"by\":\"%s\"}}"
                .formatted(
                    SampleImage.OCI_MANIFEST,
                    SampleImage.descriptor("application/sig", config),
                    SampleImage.descriptor(SampleImage.OCI_MANIFEST, image.manifest()),
                    by)
                .getBytes(StandardCharsets.UTF_8);
        new SampleImage(SampleImage.OCI_MANIFEST, signature, Map.of(Digest.sha256(config), config))
            .publish(origin, "sig", by);
        RegistrySource source = client.source(Clients.reference(origin, "sig:" + by));
        ImageCopy.copy(source.document(), source, client.sink(to, List.of(), OptionalLong.empty()));
      }
      assertThat(client.referrers(to, image.digest()))
          .extracting(about -> about.annotations().get("by"))
          .containsExactly("me", "you");
      Reference tag = ReferrersTag.of(to, image.digest());
      assertThat(new String(client.document(tag).bytes(), StandardCharsets.UTF_8))
          .contains("\"artifactType\":\"application/sig\"");
    }
  }

  @Test
  void layersAreSentSeveralAtATimeAndOneFailureEndsAll() {
    List<byte[]> layers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] bytes = new byte[50_000];
      new Random(i).nextBytes(bytes);
      layers.add(bytes);
    }
    SampleImage many =
        SampleImage.of(
            "amd64",
            "application/vnd.oci.image.layer.v1.tar",
            layers.stream().map(Digest::sha256).toList(),
            layers);
    try (FaultyServer origin = FaultyServer.start();
        RegistryClient client = Clients.open(time)) {
      many.publish(origin, "app", "1");
      RegistrySource source = client.source(Clients.reference(origin, "app:1"));
      registry.fail(r -> r.method().equals("PUT"), new RegistryFault.Status(403), 1);
      RegistrySink refused =
          client.sink(registry.reference("app:1"), List.of(), OptionalLong.empty());
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> ImageCopy.copy(source.document(), source, refused))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED));
      assertThat(refused.sent()).isLessThan(13);
      assertThat(registry.requests()).noneMatch(r -> r.path().contains("/manifests/"));

      RegistrySink sink = client.sink(registry.reference("app:1"), List.of(), OptionalLong.empty());
      ImageCopy.copy(source.document(), source, sink);
      assertThat(sink.sent() + sink.present()).isEqualTo(13);
      assertThat(
              client
                  .document(
                      Reference.parse(registry.reference("app:1").name() + "@" + many.digest()))
                  .digest())
          .isEqualTo(many.digest());
    }
  }
}
