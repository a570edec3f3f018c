package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.ImageSignatureException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.RawPush;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.signatures.Payload;
import io.jcontainer.images.signatures.SignatureManifest;
import io.jcontainer.images.signatures.Signing;
import io.jcontainer.images.testing.Keys;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.images.testing.Tool;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same policy file for skopeo and for us: what one takes, the other does. */
@Requires({
  Requirement.ROOT,
  Requirement.OVERLAY,
  Requirement.REGISTRY,
  Requirement.SKOPEO_SIGSTORE
})
class SignaturePeersTest {
  private static final KeyPair KEY = Keys.pair("P-256");
  private static final KeyPair OTHER = Keys.pair("P-256");
  private static final String PASSPHRASE = "jcontainer";

  @RegisterExtension final Scratch temp = new Scratch();
  private DockerRegistry registry;
  private RawPush app;
  private SampleImage sample;
  private Tool skopeo;
  private int pulls;

  @BeforeEach
  void open() throws IOException {
    registry = DockerRegistry.open(Files.createDirectory(temp.resolve("registry")));
    app = new RawPush(registry.authority(), "app");
    sample = sample("amd64", "a");
    app.image(sample, "1");
    Path settings = Files.createDirectory(temp.resolve("registries.d"));
    Files.writeString(
        settings.resolve("all.yaml"), "default-docker:\n  use-sigstore-attachments: true\n");
    skopeo = skopeo("key", policy(KEY, ""));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static SampleImage sample(String architecture, String content) {
    byte[] layer = new Tar().file("content", content).bytes();
    return SampleImage.of(
        architecture,
        "application/vnd.oci.image.layer.v1.tar",
        List.of(Digest.sha256(layer)),
        List.of(layer));
  }

  private Path policy(KeyPair key, String identity) throws IOException {
    return policy(Keys.file(key, temp.resolve("key-" + pulls++ + ".pub")), identity);
  }

  private Path policy(Path key, String identity) throws IOException {
    return Files.writeString(
        temp.resolve("policy-" + pulls++ + ".json"),
        """
        {"default": [{"type": "reject"}],
         "transports": {"docker": {"%s": [{"type": "sigstoreSigned", "keyPath": "%s"%s}]}}}
        """
            .formatted(registry.authority(), key, identity));
  }

  private Tool skopeo(String name, Path policy) throws IOException {
    Files.copy(policy, temp.resolve(name + ".json"));
    return new Tool(
        temp.resolve("."),
        "skopeo",
        "--policy",
        policy.toString(),
        "--registries.d",
        temp.resolve("registries.d").toString());
  }

  private boolean skopeoTakes(String image) {
    return skopeo.isFine(
        "copy",
        "--quiet",
        "--override-arch=amd64",
        "--remove-signatures",
        "--src-tls-verify=false",
        "docker://" + registry.authority() + "/" + image,
        "dir:" + temp.resolve("copy-" + pulls++));
  }

  private boolean weTake(String image, Path policy) {
    Config config =
        Config.defaults()
            .withRoot(temp.resolve("store-" + pulls++))
            .withSignaturePolicy(SignaturePolicy.fromPolicyJson(policy));
    try (StoreImageService service =
        (StoreImageService) new StoreImageService.Factory().open(config)) {
      service
          .library()
          .pull(
              Reference.parse(registry.authority() + "/" + image),
              PullOptions.defaults().withPlatform(Platform.parse("linux/amd64")));
      return true;
    } catch (ImageSignatureException e) {
      return false;
    }
  }

  private void bothTake(String image) {
    assertThat(weTake(image, temp.resolve("key.json"))).as("we take " + image).isTrue();
    assertThat(skopeoTakes(image)).as("skopeo takes " + image).isTrue();
  }

  private void bothRefuse(String image) {
    assertThat(weTake(image, temp.resolve("key.json"))).as("we take " + image).isFalse();
    assertThat(skopeoTakes(image)).as("skopeo takes " + image).isFalse();
  }

  private void sign(String name, KeyPair key) {
    Config config = Config.defaults().withRoot(temp.resolve("signer"));
    try (StoreImageService service =
        (StoreImageService) new StoreImageService.Factory().open(config)) {
      service.library().registry(registry.authority()).sign(name, key.getPrivate());
    }
  }

  /** Puts a signature in place of those that an image has. */
  private void forge(RawPush where, Digest image, byte[] payload, String signature) {
    List<Descriptor> layers = List.of(SignatureManifest.layer(payload, signature));
    byte[] config = SignatureManifest.config(layers);
    where
        .blob(payload)
        .blob(config)
        .manifest(
            "sha256-" + image.hex() + ".sig",
            SampleImage.OCI_MANIFEST,
            SignatureManifest.manifest(config, layers));
  }

  private byte[] payload(Digest image, String name) {
    return new Payload(image, registry.authority() + "/" + name).bytes();
  }

  @Test
  void whatWeSignIsTaken() {
    bothRefuse("app:1");
    sign("app:1", OTHER);
    bothRefuse("app:1");
    sign("app:1", KEY);
    bothTake("app:1");
    bothTake("app@" + sample.digest());
  }

  @Test
  void whatWeSignOfSeveralPlatformsIsTaken() {
    SampleImage arm = sample("arm64", "b");
    app.image(arm, "arm").index(Map.of("amd64", sample, "arm64", arm), "all");
    bothRefuse("app:all");
    sign("app:all", KEY);
    bothTake("app:all");
  }

  @Test
  void whatSkopeoSignsIsTaken() throws IOException {
    Path key = resource("cosign.key");
    Path passphrase = Files.writeString(temp.resolve("passphrase"), PASSPHRASE);
    Tool signer =
        new Tool(
            temp.resolve("."),
            "skopeo",
            "--insecure-policy",
            "--registries.d",
            temp.resolve("registries.d").toString());
    signer.say(
        "copy",
        "--quiet",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        "--sign-by-sigstore-private-key=" + key,
        "--sign-passphrase-file=" + passphrase,
        "docker://" + registry.authority() + "/app:1",
        "docker://" + registry.authority() + "/signed:1");
    assertThat(weTake("signed:1", policy(resource("cosign.pub"), ""))).isTrue();
    assertThat(weTake("signed:1", temp.resolve("key.json"))).isFalse();
    assertThat(weTake("app:1", policy(resource("cosign.pub"), ""))).isFalse();
    sign("signed:1", KEY);
    assertThat(weTake("signed:1", policy(resource("cosign.pub"), "")))
        .as("what was there is kept")
        .isTrue();
    bothTake("signed:1");
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("signatures/" + name)) {
      return Files.write(temp.resolve(pulls++ + name), Objects.requireNonNull(in).readAllBytes());
    }
  }

  @Test
  void anotherRepositoryTagOrDigestIsRefused() {
    sign("app:1", KEY);
    app.image(sample, "2");
    bothRefuse("app:2");

    byte[] payload = payload(sample.digest(), "app:1");
    String signature = Signing.sign(KEY.getPrivate(), payload);
    RawPush other = new RawPush(registry.authority(), "other").image(sample, "1");
    forge(other, sample.digest(), payload, signature);
    bothRefuse("other:1");

    SampleImage next = sample("amd64", "next");
    app.image(next, "1");
    forge(app, next.digest(), payload, signature);
    bothRefuse("app:1");
    bothTake("app@" + sample.digest());
  }

  @Test
  void whatWasChangedIsRefused() {
    byte[] payload = payload(sample.digest(), "app:1");
    String signature = Signing.sign(KEY.getPrivate(), payload);
    forge(app, sample.digest(), (new String(payload, UTF_8) + " ").getBytes(UTF_8), signature);
    bothRefuse("app:1");
    forge(
        app, sample.digest(), payload, signature.substring(0, 40) + "AA" + signature.substring(42));
    bothRefuse("app:1");
    forge(app, sample.digest(), payload, signature);
    bothTake("app:1");
  }

  @Test
  void signedTextThatIsNoneIsRefused() {
    String good = new String(payload(sample.digest(), "app:1"), UTF_8);
    List<String> bad =
        new ArrayList<>(
            Arrays.asList(
                "",
                "null",
                "[]",
                "no JSON",
                good.replace("cosign container", "atomic container"),
                good.replace("\"critical\"", "\"Critical\""),
                good.replace("\"type\"", "\"more\":1,\"type\""),
                good.replace(",\"optional\":{\"creator\":\"jcontainer\"}", ""),
                good.replace("\"optional\"", "\"critical\":{},\"optional\""),
                good.replace("{\"critical\"", "{\"also\":1,\"critical\""),
                good.replace(sample.digest().toString(), "sha256:abc")));
    for (String text : bad) {
      byte[] payload = text.getBytes(UTF_8);
      if (payload.length > 0) {
        forge(app, sample.digest(), payload, Signing.sign(KEY.getPrivate(), payload));
        bothRefuse("app:1");
      }
    }
    for (String remarks : List.of("null", "{}", "{\"creator\":\"x\",\"other\":[1,{}]}")) {
      byte[] payload = good.replace("{\"creator\":\"jcontainer\"}", remarks).getBytes(UTF_8);
      forge(app, sample.digest(), payload, Signing.sign(KEY.getPrivate(), payload));
      bothTake("app:1");
    }
  }

  @Test
  void identitiesMeanTheSame() throws IOException {
    String here = registry.authority();
    app.image(sample, "2");
    Map<String, List<String>> identities =
        Map.of(
            "{\"type\":\"matchExact\"}",
            List.of("app:1"),
            "{\"type\":\"matchRepoDigestOrExact\"}",
            List.of("app:1"),
            "{\"type\":\"matchRepository\"}",
            List.of("app", "app:1", "app:2"),
            "{\"type\":\"exactReference\",\"dockerReference\":\"other.test/x:1\"}",
            List.of(),
            "{\"type\":\"exactReference\",\"dockerReference\":\"%s/app:2\"}".formatted(here),
            List.of("app:2"),
            "{\"type\":\"exactRepository\",\"dockerRepository\":\"%s/app\"}".formatted(here),
            List.of("app", "app:1", "app:2"),
            "{\"type\":\"remapIdentity\",\"prefix\":\"%s\",\"signedPrefix\":\"%s/x\"}"
                .formatted(here, here),
            List.of("x/app:1"));
    for (var each : identities.entrySet()) {
      Path policy = policy(KEY, ", \"signedIdentity\": " + each.getKey());
      Tool other =
          new Tool(
              temp.resolve("."),
              "skopeo",
              "--policy",
              policy.toString(),
              "--registries.d",
              temp.resolve("registries.d").toString());
      for (String signed : List.of("app", "app:1", "app:2", "x/app:1", "x/app:2")) {
        byte[] payload = payload(sample.digest(), signed);
        forge(app, sample.digest(), payload, Signing.sign(KEY.getPrivate(), payload));
        boolean wanted = each.getValue().contains(signed);
        skopeo = other;
        assertThat(weTake("app:1", policy)).as(signed + " for " + each.getKey()).isEqualTo(wanted);
        assertThat(skopeoTakes("app:1"))
            .as("skopeo: " + signed + " for " + each.getKey())
            .isEqualTo(wanted);
      }
    }
  }
}
