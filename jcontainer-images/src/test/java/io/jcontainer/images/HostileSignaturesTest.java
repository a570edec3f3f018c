package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageSignatureException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.SignatureRule;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.signatures.Payload;
import io.jcontainer.images.signatures.SignatureManifest;
import io.jcontainer.images.signatures.Signing;
import io.jcontainer.images.testing.Keys;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that answers anything but what it should when it is asked for signatures. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class HostileSignaturesTest {
  private static final KeyPair KEY = Keys.pair("P-256");
  private static final Duration SOON = Duration.ofSeconds(20);

  @RegisterExtension final Scratch temp = new Scratch();
  private final FaultyServer server = FaultyServer.start();
  private final SampleImage sample = SampleImage.ofLayer(new Tar().file("a", "a").bytes());
  private final Reference app = Reference.parse(server.authority() + "/app:1");
  private final String tag = "/v2/app/manifests/sha256-" + sample.digest().hex() + ".sig";
  private final String referrers = "/v2/app/referrers/" + sample.digest();

  @AfterEach
  void close() {
    server.close();
  }

  private void pull() {
    SignaturePolicy policy = new SignaturePolicy(SignatureRule.signedBy(Keys.key(KEY)), Map.of());
    Config config = Config.defaults().withRoot(temp.resolve("store")).withSignaturePolicy(policy);
    sample.publish(server, "app", "1");
    try (StoreImageService service =
        (StoreImageService) new StoreImageService.Factory().open(config)) {
      assertTimeout(
          SOON,
          () ->
              service
                  .library()
                  .pull(app, PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"))));
      assertThat(service.library().list()).hasSize(1);
    }
  }

  private void refused(String why) {
    assertThatExceptionOfType(ImageSignatureException.class)
        .isThrownBy(this::pull)
        .withMessageContaining(why)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(1200));
    assertThat(server.requests("/v2/app/blobs/" + sample.lastLayer())).isEmpty();
  }

  private byte[] payload() {
    return new Payload(sample.digest(), app.toString()).bytes();
  }

  private static String sign(byte[] payload) {
    return Signing.sign(KEY.getPrivate(), payload);
  }

  private void blob(byte[] bytes) {
    server.on("/v2/app/blobs/" + Digest.sha256(bytes), Reply.ok("application/octet-stream", bytes));
  }

  private void signatures(List<Descriptor> layers) {
    byte[] config = SignatureManifest.config(List.of());
    server.on(tag, Reply.ok(SampleImage.OCI_MANIFEST, SignatureManifest.manifest(config, layers)));
  }

  private Descriptor good() {
    byte[] payload = payload();
    blob(payload);
    return SignatureManifest.layer(payload, sign(payload));
  }

  private Descriptor bad(int number) {
    byte[] payload = ("bad " + number).getBytes(UTF_8);
    blob(payload);
    return SignatureManifest.layer(payload, "AAAA");
  }

  @Test
  void aGoodOneIsFound() {
    signatures(List.of(bad(1), good(), bad(2)));
    pull();
  }

  @Test
  void tenThousandSignaturesAreNotAllLookedAt() {
    Descriptor good = good();
    Descriptor other = bad(1);
    signatures(Collections.nCopies(10_000, other));
    refused("more than 256");

    signatures(
        IntStream.range(0, 10_000).mapToObj(number -> number == 9_900 ? good : other).toList());
    pull();
  }

  @Test
  void hundredsOfTextsAreNotAllFetched() {
    List<Descriptor> many = IntStream.range(0, 250).mapToObj(this::bad).toList();
    signatures(many);
    refused("more than 32 different texts");
    assertThat(
            server.requests().stream()
                .filter(request -> request.path().startsWith("/v2/app/blobs/"))
                .count())
        .isEqualTo(32);
  }

  @Test
  void aHugeTextIsNotFetched() {
    byte[] huge = new byte[Payload.LARGEST + 1];
    Arrays.fill(huge, (byte) ' ');
    byte[] payload = payload();
    System.arraycopy(payload, 0, huge, 0, payload.length);
    blob(huge);
    signatures(List.of(SignatureManifest.layer(huge, sign(huge))));
    refused("more than 64 KiB");
    assertThat(server.requests("/v2/app/blobs/" + Digest.sha256(huge))).isEmpty();

    byte[] large = Arrays.copyOf(huge, Payload.LARGEST);
    blob(large);
    signatures(List.of(SignatureManifest.layer(large, sign(large))));
    pull();
  }

  @Test
  void aTextThatIsAnotherIsNotBelieved() {
    byte[] payload = payload();
    Descriptor layer = SignatureManifest.layer(payload, sign(payload));
    String blob = "/v2/app/blobs/" + layer.digest();
    signatures(List.of(layer));
    refused("no image");
    server.on(blob, Reply.ok("application/octet-stream", new byte[payload.length]));
    refused("its digest is");
    server.on(blob, Reply.ok("application/octet-stream", new byte[payload.length * 1000]));
    refused("bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "no JSON",
        "{}",
        "[{}]",
        "{\"critical\":{},\"optional\":{}}",
        "\u0001"
      })
  void signedTextsThatAreNoneAreRefused(String text) {
    byte[] payload = (text + " ").getBytes(UTF_8);
    blob(payload);
    signatures(List.of(SignatureManifest.layer(payload, sign(payload))));
    refused("invalid signed text");
  }

  @Test
  void layersOfOtherTypesAreRefused() {
    Descriptor good = good();
    for (String type :
        List.of(
            "application/vnd.dsse.envelope.v1+json",
            "application/vnd.dev.cosign.simplesigning.v2+json",
            "",
            "x".repeat(10_000))) {
      signatures(
          List.of(
              Descriptor.of(type, good.digest(), good.size()).withAnnotations(good.annotations())));
      refused("unknown type");
    }
    signatures(List.of(good.withAnnotations(Map.of("dev.sigstore.cosign/certificate", "x"))));
    refused("has no dev.cosignproject.cosign/signature");
  }

  @Test
  void signaturesThatAreNoneAreRefused() {
    Descriptor good = good();
    String right = Objects.requireNonNull(good.annotations().get(SignatureManifest.SIGNATURE));
    byte[] bytes = Base64.getDecoder().decode(right);
    for (String wrong :
        List.of(
            "",
            "?",
            "AAAA",
            right.substring(4),
            right + right,
            "A".repeat(500_000),
            Base64.getEncoder().encodeToString(new byte[bytes.length]),
            Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length + 1)))) {
      signatures(List.of(good.withAnnotations(Map.of(SignatureManifest.SIGNATURE, wrong))));
      refused("a signature is");
    }
  }

  @Test
  void aTagThatNamesSomethingElseIsNoSignature() {
    server.on(tag, Reply.ok(SampleImage.OCI_MANIFEST, sample.manifest()));
    refused("unknown type");
    byte[] index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(
                SampleImage.OCI_INDEX,
                SampleImage.descriptor(SampleImage.OCI_MANIFEST, sample.manifest()))
            .getBytes(UTF_8);
    server.on(tag, Reply.ok(SampleImage.OCI_INDEX, index));
    refused("there is an index");
    server.on(tag, Reply.ok(SampleImage.OCI_MANIFEST, "no JSON".getBytes(UTF_8)));
    refused("well-formed");
    server.on(tag, Reply.ok("text/plain", "hello".getBytes(UTF_8)));
    refused("of " + sample.digest());
    byte[] large = new byte[5 << 20];
    server.on(tag, Reply.ok(SampleImage.OCI_MANIFEST, large));
    assertThatExceptionOfType(ImageException.class).isThrownBy(this::pull);
  }

  @Test
  void aSignatureOfAnotherImageIsRefused() {
    byte[] payload = new Payload(Digest.sha256(new byte[1]), app.toString()).bytes();
    blob(payload);
    signatures(List.of(SignatureManifest.layer(payload, sign(payload))));
    refused("a signature is of " + Digest.sha256(new byte[1]));
    byte[] elsewhere =
        new Payload(sample.digest(), "evil.test/" + "x".repeat(5_000) + "\n\u001b[2J").bytes();
    blob(elsewhere);
    signatures(List.of(SignatureManifest.layer(elsewhere, sign(elsewhere))));
    refused("a signature is for \"evil.test/");
  }

  @Test
  void otherKindsOfSignaturesAreNamedAndRefused() {
    for (String type :
        List.of(
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            "application/vnd.cncf.notary.signature")) {
      index(
          "{\"mediaType\":\"%s\",\"artifactType\":\"%s\",\"digest\":\"%s\",\"size\":2}"
              .formatted(SampleImage.OCI_MANIFEST, type, Digest.sha256(new byte[2])));
      refused(type);
    }
  }

  @Test
  void referrersWithoutEndAreNotAllFetched() {
    String[] entries =
        IntStream.range(0, 5_000)
            .mapToObj(
                number ->
                    "{\"mediaType\":\"%s\",\"artifactType\":\"%s\",\"digest\":\"%s\",\"size\":2}"
                        .formatted(
                            SampleImage.OCI_MANIFEST,
                            SignatureManifest.ARTIFACT,
                            Digest.sha256(new byte[number])))
            .toArray(String[]::new);
    index(entries);
    refused("of " + sample.digest());
    assertThat(
            server.requests().stream()
                .filter(request -> request.path().startsWith("/v2/app/manifests/sha256:"))
                .count())
        .isEqualTo(16);
  }

  @Test
  void referrersThatAreNoneAreRefused() {
    server.on(referrers, Reply.ok(SampleImage.OCI_INDEX, "no JSON".getBytes(UTF_8)));
    refused("well-formed");
    server.on(referrers, Reply.ok(SampleImage.OCI_MANIFEST, sample.manifest()));
    refused("there is no signature");
    server.on(referrers, Reply.ok(SampleImage.OCI_INDEX, "{\"schemaVersion\":2}".getBytes(UTF_8)));
    refused("manifests");
  }

  private void index(String... entries) {
    byte[] index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(SampleImage.OCI_INDEX, String.join(",", entries))
            .getBytes(UTF_8);
    server.on(referrers, Reply.ok(SampleImage.OCI_INDEX, index));
  }

  @Test
  void whoCannotAnswerIsNotTakenForWhoHasNone() {
    server.on(tag, Reply.status(403));
    assertThatExceptionOfType(RegistryException.class).isThrownBy(this::pull);
  }
}
