package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.IndexEntry;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Request;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads to a server that breaks off, and to one that wants to know who we are. */
class UploadTest {
  private static final String BLOBS = "/v2/app/blobs/";
  private static final String SESSION = "/upload/1";

  private final VirtualPace time = new VirtualPace();
  private FaultyServer server;
  private RegistryClient client;

  @BeforeEach
  void open() {
    server = FaultyServer.start();
    client = Clients.open(time);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Descriptor descriptor(byte[] bytes) {
    return Descriptor.of("x/y", Digest.sha256(bytes), bytes.length);
  }

  /** A place that has these bytes, right or wrong. */
  private static final class Memory implements ImageSource {
    private final byte[] bytes;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String name() {
      return "memory";
    }

    @Override
    public VerifiedStream blob(Descriptor blob) {
      return new VerifiedStream(new ByteArrayInputStream(bytes), blob, "blob in memory");
    }
  }

  private void offerUpload() {
    server.on(BLOBS + "uploads/", Reply.status(202).header("Location", SESSION + "?state=a"));
  }

  private void send(byte[] bytes, OptionalLong chunk) {
    RegistrySink sink = client.sink(Clients.reference(server, "app:1"), List.of(), chunk);
    assertThat(sink.blob(descriptor(bytes), new Memory(bytes))).isTrue();
  }

  @Test
  void aSmallBlobIsOneRequestThatIsTriedAgain() {
    byte[] bytes = random(10_000);
    offerUpload();
    server.on(SESSION, Reply.status(503), Reply.status(201));
    server.breakBodyAfter(5000);
    send(bytes, OptionalLong.empty());
    List<Request> puts = server.requests(SESSION);
    assertThat(puts).hasSize(3).extracting(Request::method).containsOnly("PUT");
    assertThat(puts.getLast().target())
        .isEqualTo(SESSION + "?state=a&digest=" + Digest.sha256(bytes));
    byte[] received = server.received();
    assertThat(Arrays.copyOfRange(received, received.length - bytes.length, received.length))
        .isEqualTo(bytes);
    assertThat(server.requests(BLOBS + "uploads/")).as("an upload for each try").hasSize(3);
  }

  @Test
  void aBrokenUploadGoesOnWhereItWas() {
    byte[] bytes = random(5 << 20);
    int broken = 3 << 20;
    offerUpload();
    server.on(
        SESSION,
        request ->
            switch (request.method()) {
              case "GET" ->
                  Reply.status(204)
                      .header("Location", SESSION + "?state=b")
                      .header("Range", "0-" + (broken - 1));
              case "PATCH" -> Reply.status(202).header("Location", SESSION + "?state=c");
              case "PUT" -> Reply.status(201);
              default -> Reply.status(500);
            });
    server.breakBodyAfter(broken);
    send(bytes, OptionalLong.empty());
    assertThat(server.received()).isEqualTo(bytes);
    assertThat(server.requests(SESSION))
        .extracting(Request::method)
        .containsExactly("PATCH", "GET", "PATCH", "PUT");
    assertThat(server.requests(SESSION).get(2).header("content-range"))
        .contains(broken + "-" + (bytes.length - 1));
    assertThat(server.requests(SESSION).getLast().target()).startsWith(SESSION + "?state=c&");
  }

  @Test
  void chunksHaveTheSizeAskedFor() {
    byte[] bytes = random(250_000);
    offerUpload();
    server.on(
        SESSION,
        request ->
            request.method().equals("PUT")
                ? Reply.status(201)
                : Reply.status(202).header("Location", SESSION));
    send(bytes, OptionalLong.of(100_000));
    assertThat(server.received()).isEqualTo(bytes);
    assertThat(server.requests(SESSION))
        .filteredOn(request -> request.method().equals("PATCH"))
        .extracting(request -> request.header("content-range").orElse(""))
        .containsExactly("0-99999", "100000-199999", "200000-249999");
  }

  @Test
  void whoBreaksOffAgainAndAgainIsGivenUp() {
    byte[] bytes = random(10_000);
    offerUpload();
    server.on(SESSION, Reply.status(201));
    for (int i = 0; i < 10; i++) {
      server.breakBodyAfter(100);
    }
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> send(bytes, OptionalLong.empty()))
        .withMessageContaining("cannot push " + Digest.sha256(bytes) + " to ");
    assertThat(server.requests(SESSION)).hasSize(Backoff.TRIES);
  }

  @Test
  void wrongBytesNeverLeaveWhole() {
    byte[] right = random(10_000);
    byte[] wrong = right.clone();
    wrong[9_999] ^= 1;
    offerUpload();
    server.on(SESSION, Reply.status(201));
    RegistrySink sink =
        client.sink(Clients.reference(server, "app:1"), List.of(), OptionalLong.empty());
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> sink.blob(descriptor(right), new Memory(wrong)))
        .withMessageContaining("should be " + Digest.sha256(right));
  }

  @Test
  void anUploadThatLeadsElsewhereIsRefused() {
    byte[] bytes = random(100);
    for (String location : List.of("file:///etc/passwd", "http://203.0.113.1/x", "::", "")) {
      Reply reply = Reply.status(202);
      server.on(
          BLOBS + "uploads/", location.isEmpty() ? reply : reply.header("Location", location));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> send(bytes, OptionalLong.empty()))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.PROTOCOL));
    }
    assertThat(server.received()).isEmpty();
  }

  @Test
  void theTokenIsGoodForPushing() {
    byte[] bytes = random(100);
    String realm = server.url("/token");
    server.on(
        "/token",
        Reply.ok(
            "application/json", "{\"token\":\"secret-token\"}".getBytes(StandardCharsets.UTF_8)));
    server.on(
        BLOBS + Digest.sha256(bytes),
        request ->
            request.header("authorization").isPresent()
                ? Reply.status(404)
                : Reply.challenge("Bearer realm=\"" + realm + "\",service=\"s\""));
    server.on(
        BLOBS + "uploads/",
        request ->
            request.header("authorization").equals(Optional.of("Bearer secret-token"))
                ? Reply.status(202).header("Location", SESSION)
                : Reply.status(500));
    server.on(SESSION, Reply.status(201));
    client.close();
    Config config =
        Clients.config()
            .withCredentials(
                server.authority(), new RegistryCredentials("alice", "pw".toCharArray()));
    client = Clients.open(config, time);
    send(bytes, OptionalLong.empty());
    assertThat(server.requests("/token")).hasSize(1);
    assertThat(server.requests("/token").getFirst().target())
        .contains("scope=repository%3Aapp%3Apull%2Cpush");
    assertThat(server.requests(SESSION).getFirst().header("authorization"))
        .contains("Bearer secret-token");
  }

  @Test
  void aManifestThatIsTakenForAnotherIsAnError() {
    byte[] bytes =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    FetchedDocument document =
        new FetchedDocument(Digest.sha256(bytes), bytes, Optional.empty(), "index");
    String path = "/v2/app/manifests/" + document.digest();
    RegistrySink sink =
        client.sink(Clients.reference(server, "app:1"), List.of(), OptionalLong.empty());
    server.on(path, Reply.status(201));
    sink.document(document);
    assertThat(server.received()).isEqualTo(bytes);
    assertThat(server.requests(path).getFirst().header("content-type"))
        .contains("application/vnd.oci.image.index.v1+json");
    server.on(
        path,
        Reply.status(201).header("Docker-Content-Digest", Digest.sha256(new byte[0]).toString()));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> sink.document(document))
        .withMessageContaining("another digest");
  }

  @Test
  void listsAreReadPageByPage() {
    String path = "/v2/app/tags/list";
    server.on(
        path,
        request ->
            request.target().contains("last=b")
                ? Reply.ok(
                    "application/json", "{\"tags\":[\"c\"]}".getBytes(StandardCharsets.UTF_8))
                : Reply.ok(
                        "application/json",
                        "{\"tags\":[\"b\",\"a\"]}".getBytes(StandardCharsets.UTF_8))
                    .header("Link", "</v2/app/tags/list?last=b&n=2>; rel=\"next\""));
    Reference reference = Clients.reference(server, "app:1");
    assertThat(client.tags(reference)).containsExactly("a", "b", "c");
    server.on(
        path,
        Reply.ok("application/json", "{\"tags\":null}".getBytes(StandardCharsets.UTF_8))
            .header("Link", "<" + path + "?last=x>; rel=\"next\""));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.tags(reference))
        .withMessageContaining("has no end");
    server.on(path, Reply.ok("application/json", "[]".getBytes(StandardCharsets.UTF_8)));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.tags(reference))
        .withMessageContaining("is no list");
  }

  @Test
  void referrersComeFromTheirTagWhereTheRegistryDoesNotKnowThem() {
    Digest subject = Digest.sha256(new byte[] {1});
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
            + "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
            + subject
            + "\",\"size\":3}]}";
    byte[] bytes = index.getBytes(StandardCharsets.UTF_8);
    String type = "application/vnd.oci.image.index.v1+json";
    Reference reference = Clients.reference(server, "app:1");
    server.on("/v2/app/manifests/sha256-" + subject.hex(), Reply.ok(type, bytes));
    assertThat(client.referrers(reference, subject))
        .extracting(IndexEntry::digest)
        .containsExactly(subject);
    server.on("/v2/app/referrers/" + subject, Reply.ok(type, bytes.clone()));
    assertThat(client.referrers(reference, subject)).hasSize(1);
    assertThat(server.requests("/v2/app/manifests/sha256-" + subject.hex())).hasSize(1);
  }

  @Test
  void deletingSaysWhatIsAllowed() {
    Reference tag = Clients.reference(server, "app:1");
    Reference pinned = tag.withDigest(Digest.sha256(new byte[0]));
    server.on("/v2/app/manifests/1", Reply.status(202));
    assertThat(client.delete(tag)).isTrue();
    server.on("/v2/app/manifests/1", Reply.error(400, "UNSUPPORTED", "no"));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.delete(tag))
        .withMessageContaining("400 (UNSUPPORTED): it does not delete tags; name a digest");
    assertThat(client.delete(pinned)).isFalse();
    assertThat(server.requests()).extracting(Request::method).containsOnly("DELETE");
  }
}
