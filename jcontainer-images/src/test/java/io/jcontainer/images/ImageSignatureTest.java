package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageException;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageIndexes;
import io.jcontainer.ImageLock;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.ImageSignatureException;
import io.jcontainer.ImageSignatureException.Reason;
import io.jcontainer.LoadOptions;
import io.jcontainer.LockedImage;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PullOptions.Policy;
import io.jcontainer.PushOptions;
import io.jcontainer.Reference;
import io.jcontainer.RegistryRoute;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.SignatureRule;
import io.jcontainer.SignedIdentity;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.registry.testing.RawPush;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.signatures.Payload;
import io.jcontainer.images.signatures.SignatureManifest;
import io.jcontainer.images.signatures.Signing;
import io.jcontainer.images.testing.Keys;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.junit.RegistryServer;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies against a registry with signed images and others. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ImageSignatureTest {
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));
  private static final PullOptions ALWAYS = AMD64.withPolicy(Policy.ALWAYS);
  private static final KeyPair KEY = Keys.pair("P-256");
  private static final KeyPair OTHER = Keys.pair("P-256");

  @RegisterExtension final Scratch temp = new Scratch();
  private final RegistryServer registry = RegistryServer.start();
  private final List<StoreImageService> services = new ArrayList<>();
  private final SampleImage sample = sample("amd64", "a");
  private final Reference app = registry.reference("team/app:1");

  @AfterEach
  void close() {
    services.forEach(StoreImageService::close);
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

  private RawPush repository(String name) {
    return new RawPush(registry.name(), name);
  }

  private void publish() {
    repository("team/app").image(sample, "1");
  }

  private StoreImageService service(String root, UnaryOperator<Config> change) {
    Config config = change.apply(Config.defaults().withRoot(temp.resolve(root)));
    StoreImageService service = (StoreImageService) new StoreImageService.Factory().open(config);
    services.add(service);
    return service;
  }

  private StoreImageService service(SignaturePolicy policy) {
    return service("store", config -> config.withSignaturePolicy(policy));
  }

  private SignaturePolicy signedBy(KeyPair... keys) {
    return SignaturePolicy.rejectAll()
        .withRule(
            registry.name() + "/team",
            new SignatureRule.SignedBy(
                Arrays.stream(keys).map(Keys::key).collect(Collectors.toSet()),
                SignedIdentity.asSigned()));
  }

  private List<Digest> sign(String name, KeyPair key) {
    return service("signer", config -> config)
        .library()
        .registry(registry.name())
        .sign(name, key.getPrivate());
  }

  private void requireRefused(StoreImageService service, Reference wanted, Reason reason) {
    assertThatExceptionOfType(ImageSignatureException.class)
        .isThrownBy(() -> service.library().pull(wanted, AMD64))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e.image()).startsWith(wanted.toString()));
    assertThat(service.library().list()).isEmpty();
  }

  private List<String> requests() {
    return registry.requests().stream().map(each -> each.method() + " " + each.path()).toList();
  }

  @Test
  void whatIsSignedIsTakenAndWhatIsNotIsNot() {
    publish();
    StoreImageService service = service(signedBy(KEY));
    requireRefused(service, app, Reason.UNSIGNED);
    assertThat(requests()).noneMatch(request -> request.startsWith("GET /v2/team/app/blobs/"));
    assertThat(new StoreTree(Config.defaults().withRoot(temp.resolve("store"))).layers()).isEmpty();

    assertThat(sign("team/app:1", KEY)).containsExactly(sample.digest());
    assertThat(service.library().pull(app, AMD64).digest()).isEqualTo(sample.digest());
  }

  @Test
  void aRefusalSaysWhatTheRuleIsAndWhatWasWrong() {
    publish();
    sign("team/app:1", OTHER);
    assertThatExceptionOfType(ImageSignatureException.class)
        .isThrownBy(() -> service(signedBy(KEY)).library().pull(app, AMD64))
        .withMessageContaining(app.toString())
        .withMessageContaining("\"" + registry.name() + "/team\"")
        .withMessageContaining(Keys.key(KEY).toString())
        .withMessageContaining("by none of the keys")
        .withMessageContaining("Registry.sign");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521", "RSA", "Ed25519"})
  void keysOfSeveralKindsSign(String kind) {
    publish();
    KeyPair key = Keys.pair(kind);
    sign("team/app:1", key);
    requireRefused(
        service("other", c -> c.withSignaturePolicy(signedBy(KEY))), app, Reason.UNTRUSTED);
    service(signedBy(KEY, key)).library().pull(app, AMD64);
  }

  @Test
  void oneGoodSignatureIsEnoughUnlessAllAreWanted() {
    publish();
    sign("team/app:1", OTHER);
    SignatureRule one = SignatureRule.signedBy(Keys.key(KEY));
    SignatureRule two = SignatureRule.all(one, SignatureRule.signedBy(Keys.key(OTHER)));
    StoreImageService both =
        service("both", c -> c.withSignaturePolicy(new SignaturePolicy(two, Map.of())));
    requireRefused(both, app, Reason.UNTRUSTED);

    sign("team/app:1", KEY);
    service(signedBy(KEY)).library().pull(app, AMD64);
    both.library().pull(app, AMD64);
  }

  @Test
  void signingTwiceWithTheSameResultAddsNothing() {
    publish();
    KeyPair key = Keys.pair("Ed25519");
    sign("team/app:1", key);
    String tag = "sha256-" + sample.digest().hex() + ".sig";
    byte[] once = repository("team/app").manifest(tag);
    sign("team/app:1", key);
    assertThat(repository("team/app").manifest(tag)).isEqualTo(once);
  }

  @Test
  void whoRejectsAllAsksNobody() {
    publish();
    int before = registry.requests().size();
    requireRefused(service(SignaturePolicy.rejectAll()), app, Reason.REJECTED);
    assertThat(registry.requests()).hasSize(before);
  }

  @Test
  void aRuleThatAcceptsCostsNoRequest() {
    publish();
    int before = registry.requests().size();
    StoreImageService without = service("without", c -> c);
    without.library().pull(app, AMD64);
    without.library().pull(app, ALWAYS);
    List<String> plain = requests().subList(before, registry.requests().size());

    int middle = registry.requests().size();
    StoreImageService with =
        service(SignaturePolicy.rejectAll().withRule(app.name(), SignatureRule.accept()));
    with.library().pull(app, AMD64);
    with.library().pull(app, ALWAYS);
    assertThat(requests().subList(middle, registry.requests().size())).isEqualTo(plain);
    assertThat(plain.getLast()).isEqualTo("GET /v2/team/app/manifests/1");
  }

  @Test
  void theSignatureOfAnIndexIsGoodForItsImages() {
    SampleImage arm = sample("arm64", "b");
    RawPush repository = repository("team/app").image(sample, "amd").image(arm, "arm");
    Digest index = repository.index(Map.of("amd64", sample, "arm64", arm), "1");
    assertThat(sign("team/app:1", KEY))
        .containsExactlyInAnyOrder(index, sample.digest(), arm.digest());

    unsign(repository, sample.digest());
    service("a", c -> c.withSignaturePolicy(signedBy(KEY))).library().pull(app, AMD64);

    unsign(repository, index);
    StoreImageService service = service("b", c -> c.withSignaturePolicy(signedBy(KEY)));
    requireRefused(service, app, Reason.UNSIGNED);
    service.library().pull(app, PullOptions.defaults().withPlatform(Platform.parse("linux/arm64")));
  }

  private void unsign(RawPush repository, Digest document) {
    String tag = "sha256-" + document.hex() + ".sig";
    repository.delete(Digest.sha256(repository.manifest(tag)));
  }

  @Test
  void aSignatureIsForItsRepositoryItsTagAndItsDigest() {
    publish();
    sign("team/app:1", KEY);
    RawPush copy = repository("team/other");
    copy.image(sample, "1");
    moveSignature("team/app", sample.digest(), "team/other", sample.digest());
    StoreImageService service = service(signedBy(KEY));
    requireRefused(service, registry.reference("team/other:1"), Reason.UNTRUSTED);

    repository("team/app").image(sample, "2");
    requireRefused(service, registry.reference("team/app:2"), Reason.UNTRUSTED);

    SampleImage next = sample("amd64", "next");
    repository("team/app").image(next, "1");
    moveSignature("team/app", sample.digest(), "team/app", next.digest());
    requireRefused(service, app, Reason.UNTRUSTED);

    Reference pinned = registry.reference("team/app@" + sample.digest());
    service.library().pull(pinned, AMD64);
  }

  private void moveSignature(String from, Digest image, String to, Digest other) {
    byte[] manifest = repository(from).manifest("sha256-" + image.hex() + ".sig");
    RawPush target = repository(to);
    target.blob(new Payload(image, app.toString()).bytes());
    target.blob(
        SignatureManifest.config(
            Contents.parse(manifest, Optional.of(SampleImage.OCI_MANIFEST), "signatures")
                .layers()));
    target.manifest("sha256-" + other.hex() + ".sig", SampleImage.OCI_MANIFEST, manifest);
  }

  @Test
  void anotherNameCanBeWanted() {
    publish();
    sign("team/app:1", KEY);
    repository("team/mirror").image(sample, "1");
    moveSignature("team/app", sample.digest(), "team/mirror", sample.digest());
    Reference copy = registry.reference("team/mirror:1");
    SignatureRule.SignedBy rule = SignatureRule.signedBy(Keys.key(KEY));
    for (SignedIdentity identity :
        List.of(
            new SignedIdentity.ExactRepository(app.name()),
            new SignedIdentity.ExactReference(app),
            new SignedIdentity.RemapPrefix(copy.name(), app.name()))) {
      service(
              identity.getClass().getSimpleName(),
              c ->
                  c.withSignaturePolicy(new SignaturePolicy(rule.withIdentity(identity), Map.of())))
          .library()
          .pull(copy, AMD64);
    }
  }

  @Test
  void whatIsThereStaysUntilItIsAskedForAgain() {
    publish();
    service("store", c -> c).library().pull(app, AMD64);
    Reference pinned = app.withDigest(sample.digest());
    service("store", c -> c).library().pull(pinned, AMD64);

    StoreImageService service = service(signedBy(KEY));
    for (Policy policy : List.of(Policy.MISSING, Policy.NEVER)) {
      assertThat(service.library().pull(app, AMD64.withPolicy(policy)).digest())
          .isEqualTo(sample.digest());
    }
    for (Reference name : List.of(app, pinned)) {
      for (Policy policy : List.of(Policy.ALWAYS, Policy.NEWER)) {
        assertThatExceptionOfType(ImageSignatureException.class)
            .isThrownBy(() -> service.library().pull(name, AMD64.withPolicy(policy)));
      }
    }
    sign("team/app:1", KEY);
    service.library().pull(app, ALWAYS);
    service.library().pull(pinned, ALWAYS);
  }

  @Test
  void contentThatIsThereGetsNoNewNameWithoutASignature() {
    publish();
    repository("free/app").image(sample, "1");
    StoreImageService service =
        service(signedBy(KEY).withRule(registry.name() + "/free", SignatureRule.accept()));
    service.library().pull(registry.reference("free/app:1"), AMD64);

    Reference pinned = app.withDigest(sample.digest());
    for (Policy policy : List.of(Policy.MISSING, Policy.ALWAYS)) {
      assertThatExceptionOfType(ImageSignatureException.class)
          .isThrownBy(() -> service.library().pull(pinned, AMD64.withPolicy(policy)));
    }
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> service.library().pull(pinned, AMD64.withPolicy(Policy.NEVER)));
    sign("team/app:1", KEY);
    int before = registry.requests().size();
    service.library().pull(pinned, AMD64);
    assertThat(requests().subList(before, registry.requests().size()))
        .as("the manifest and the signature alone")
        .hasSize(3);
  }

  @Test
  void whatALockNamesIsLookedAt() {
    SampleImage arm = sample("arm64", "b");
    RawPush repository = repository("team/app").image(sample, "amd").image(arm, "arm");
    Digest index = repository.index(Map.of("amd64", sample, "arm64", arm), "1");
    ImageLock lock =
        service("signer", c -> c).library().lock(ImageLock.empty(), List.of(app), AMD64);
    assertThat(lock.find(app).orElseThrow().digest()).isEqualTo(index);
    StoreImageService service =
        service("locked", c -> c.withSignaturePolicy(signedBy(KEY)).withImageLock(lock));
    requireRefused(service, app, Reason.UNSIGNED);

    sign("team/app:1", KEY);
    unsign(repository, sample.digest());
    service.library().pull(app, AMD64);
  }

  @Test
  void aLockLendsNoSignatureToAnotherImage() {
    repository("team/app").image(sample, "1");
    SampleImage arm = sample("arm64", "b");
    Digest index = repository("team/app").image(arm, "arm").index(Map.of("arm64", arm), "2");
    sign("team/app:2", KEY);
    ImageLock forged =
        ImageLock.empty()
            .with(
                app,
                new LockedImage(index, Map.of(Platform.parse("linux/amd64"), sample.digest())));
    StoreImageService service =
        service("locked", c -> c.withSignaturePolicy(signedBy(KEY)).withImageLock(forged));
    requireRefused(service, app, Reason.UNSIGNED);
  }

  @Test
  void archivesGiveNoNamesThatNeedSignatures() {
    publish();
    StoreImageService plain = service("plain", c -> c);
    Image image = plain.library().pull(app, AMD64);
    Path archive = temp.resolve("archive.tar");
    plain.library().save(List.of(image), archive, ImageFormat.OCI_ARCHIVE);

    SignaturePolicy policy = signedBy(KEY).withRule("localhost", SignatureRule.accept());
    StoreImageService service = service(policy);
    LoadOptions options = LoadOptions.defaults().withPlatform(AMD64.platform());
    for (LoadOptions named :
        List.of(
            options.withArchiveNames(),
            options.withName(app.toString()),
            options.withName("elsewhere.test/app:1"))) {
      assertThatExceptionOfType(ImageSignatureException.class)
          .isThrownBy(() -> service.library().load(archive, named))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.REJECTED));
    }
    assertThatExceptionOfType(ImageSignatureException.class)
        .isThrownBy(
            () ->
                service
                    .library()
                    .importTar(
                        new ByteArrayInputStream(new Tar().file("x", "").bytes()),
                        app,
                        image.config()));
    assertThat(service.library().list()).isEmpty();
    assertThat(service.library().load(archive, options)).hasSize(1);
    assertThat(service.library().load(archive, options.withName("localhost/app:1"))).hasSize(1);
  }

  @Test
  void aMirrorsSignaturesAreAsGoodAndMayBeMissing() {
    try (RegistryServer mirror = RegistryServer.start()) {
      UnaryOperator<Config> routed =
          c ->
              c.withSignaturePolicy(signedBy(KEY))
                  .withRegistries(
                      c.withSignaturePolicy(signedBy(KEY))
                          .registries()
                          .withRoute(
                              RegistryRoute.of(registry.name())
                                  .withMirror(mirror.name() + "/copies")));
      new RawPush(mirror.name(), "copies/team/app").image(sample, "1");
      publish();
      requireRefused(service("a", routed), app, Reason.UNSIGNED);

      sign("team/app:1", KEY);
      int before = registry.requests().size();
      service("b", routed).library().pull(app, AMD64);
      assertThat(requests().subList(before, registry.requests().size()))
          .as("the image itself is the mirror's")
          .hasSize(2)
          .first(as(STRING))
          .endsWith(".sig");
    }
  }

  @Test
  void whatIsCopiedIsLookedAt() {
    publish();
    StoreImageService service = service(signedBy(KEY));
    Reference to = registry.reference("elsewhere/app:1");
    assertThatExceptionOfType(ImageSignatureException.class)
        .isThrownBy(() -> service.library().copy(app, to, PushOptions.defaults()));
    assertThatExceptionOfType(ImageSignatureException.class)
        .isThrownBy(() -> service.library().copy(to, app, PushOptions.defaults()));
    sign("team/app:1", KEY);
    assertThat(service.library().copy(app, to, PushOptions.defaults()).reference().digest())
        .contains(sample.digest());
  }

  @Test
  void whatAnIndexIsMadeOfIsLookedAt() {
    RawPush repository = repository("team/app").image(sample, "amd");
    repository.index(Map.of("amd64", sample), "1");
    ImageIndexes indexes = service(signedBy(KEY)).library().indexes();
    for (Reference name : List.of(app, registry.reference("elsewhere/app:1"))) {
      assertThatExceptionOfType(ImageSignatureException.class)
          .isThrownBy(() -> indexes.entries(name));
      assertThatExceptionOfType(ImageSignatureException.class).isThrownBy(() -> indexes.read(name));
    }
    sign("team/app:1", KEY);
    assertThat(indexes.entries(app)).isEqualTo(indexes.read(app).entries()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void noPolicyOfPullingGoesAround(Policy policy) {
    publish();
    StoreImageService service = service(signedBy(KEY));
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> service.library().pull(app, AMD64.withPolicy(policy)));
    assertThat(service.library().list()).isEmpty();
  }

  @Test
  void signaturesThatReferToTheImageAreFound() {
    publish();
    byte[] payload = new Payload(sample.digest(), app.name()).bytes();
    String signature = Signing.sign(KEY.getPrivate(), payload);
    byte[] config = "{}".getBytes(UTF_8);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s],"subject":%s}\
        """
            .formatted(
                SampleImage.OCI_MANIFEST,
                SampleImage.descriptor(SignatureManifest.ARTIFACT, config),
                SampleImage.descriptor(SignatureManifest.PAYLOAD, payload)
                    .replace(
                        "}",
                        ",\"annotations\":{\"dev.cosignproject.cosign/signature\":\""
                            + signature
                            + "\"}}"),
                SampleImage.descriptor(SampleImage.OCI_MANIFEST, sample.manifest()))
            .getBytes(UTF_8);
    repository("team/app")
        .blob(payload)
        .blob(config)
        .manifest(Digest.sha256(manifest).toString(), SampleImage.OCI_MANIFEST, manifest);
    service(signedBy(KEY)).library().pull(app, AMD64);
    requireRefused(
        service("other", c -> c.withSignaturePolicy(signedBy(OTHER))), app, Reason.UNTRUSTED);
  }
}
