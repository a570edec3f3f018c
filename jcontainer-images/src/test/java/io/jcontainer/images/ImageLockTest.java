package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageLock;
import io.jcontainer.ImageLockException;
import io.jcontainer.ImageLockException.Reason;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LoadOptions;
import io.jcontainer.LockMode;
import io.jcontainer.LockedImage;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PullOptions.Policy;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Fuzz;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locks against a registry whose tags move, against the store, and as files. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ImageLockTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final Platform ARM64 = Platform.parse("linux/arm64/v8");
  private static final PullOptions OPTIONS = PullOptions.defaults().withPlatform(AMD64);
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private StoreImageService service;

  @BeforeEach
  void open() {
    server = FaultyServer.start();
    service = service(config("store"));
  }

  private Config config(String root) {
    return Config.defaults().withRoot(temp.resolve(root));
  }

  private static StoreImageService service(Config config) {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
  }

  private static SampleImage image(String architecture, String content) {
    byte[] layer = new Tar().file("content", content).bytes();
    return SampleImage.of(architecture, TAR, List.of(Digest.sha256(layer)), List.of(layer));
  }

  private Reference name(String tag) {
    return Reference.parse(server.authority() + "/app:" + tag);
  }

  private SampleImage publish(String tag, String content) {
    return image("amd64", content).publish(server, "app", tag);
  }

  /** An index of two images, under a tag and its digest; returns that digest. */
  private Digest publishIndex(String tag, SampleImage amd64, SampleImage arm64) {
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s,%s,%s]}\
        """
            .formatted(
                SampleImage.OCI_INDEX,
                entry(amd64.publish(server, "app", "x"), "amd64", "linux", ""),
                entry(arm64.publish(server, "app", "y"), "arm64", "linux", "v8"),
                entry(image("amd64", "about"), "unknown", "unknown", ""));
    Digest digest = Digest.sha256(index.getBytes(UTF_8));
    Reply reply = Reply.ok(SampleImage.OCI_INDEX, index.getBytes(UTF_8));
    server.on("/v2/app/manifests/" + tag, reply).on("/v2/app/manifests/" + digest, reply);
    return digest;
  }

  private static String entry(SampleImage image, String architecture, String os, String variant) {
    String descriptor = SampleImage.descriptor(image.mediaType(), image.manifest());
    return descriptor.substring(0, descriptor.length() - 1)
        + ",\"platform\":{\"architecture\":\"%s\",\"os\":\"%s\",\"variant\":\"%s\"}}"
            .formatted(architecture, os, variant);
  }

  @Test
  void aLockedNameIsTheSameImageAfterItsTagMoved() {
    SampleImage before = publish("1", "before");
    ImageLock lock = service.library().lock(ImageLock.empty(), List.of(name("1")), OPTIONS);
    assertThat(lock.find(name("1")))
        .contains(new LockedImage(before.digest(), Map.of(AMD64, before.digest())));
    assertThat(service.library().list()).as("nothing is fetched").isEmpty();
    SampleImage moved = publish("1", "moved");
    int asked = server.requests("/v2/app/manifests/1").size();

    try (StoreImageService held = service(config("held").withImageLock(lock))) {
      for (Policy policy : List.of(Policy.ALWAYS, Policy.NEWER, Policy.MISSING, Policy.NEVER)) {
        Image image = held.library().pull(name("1"), OPTIONS.withPolicy(policy));
        assertThat(image.digest()).isEqualTo(before.digest());
        assertThat(image.reference()).isEqualTo(name("1"));
      }
      assertThat(held.library().list()).hasSize(1);
    }
    assertThat(server.requests("/v2/app/manifests/1")).as("the tag").hasSize(asked);
    assertThat(service.library().pull(name("1"), OPTIONS).digest()).isEqualTo(moved.digest());
  }

  @Test
  void anOtherImageOfThatNameInTheStoreGivesWay() {
    SampleImage before = publish("1", "before");
    ImageLock lock = service.library().lock(ImageLock.empty(), List.of(name("1")), OPTIONS);
    SampleImage moved = publish("1", "moved");
    service.library().pull(name("1"), OPTIONS);
    service.close();

    Config config = config("store").withImageLock(lock);
    service = service(config);
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> service.library().pull(name("1"), OPTIONS.withPolicy(Policy.NEVER)))
        .withMessageContaining(before.digest().toString());
    assertThat(service.library().pull(name("1"), OPTIONS.withPolicy(Policy.MISSING)).digest())
        .isEqualTo(before.digest());
    assertThat(new StoreTree(config).images())
        .containsExactly(before.digest().hex())
        .doesNotContain(moved.digest().hex());
  }

  @Test
  void allImagesOfAnIndexAreLocked() {
    SampleImage amd64 = image("amd64", "a");
    SampleImage arm64 = image("arm64", "b");
    Digest index = publishIndex("many", amd64, arm64);
    LockedImage locked = service.library().resolve(name("many"), OPTIONS);
    assertThat(locked)
        .isEqualTo(new LockedImage(index, Map.of(AMD64, amd64.digest(), ARM64, arm64.digest())));
    assertThat(service.library().pin(name("many"))).isEqualTo(name("many").withDigest(index));
    server.on("/v2/app/manifests/many", Reply.status(404));

    ImageLock lock = ImageLock.empty().with(name("many"), locked);
    try (StoreImageService held = service(config("held").withImageLock(lock))) {
      PullOptions arm = OPTIONS.withPlatform(Platform.parse("linux/arm64"));
      assertThat(held.library().pull(name("many"), OPTIONS).digest()).isEqualTo(amd64.digest());
      assertThat(held.library().pull(name("many"), arm).digest()).isEqualTo(arm64.digest());
      assertThatExceptionOfType(ImageLockException.class)
          .isThrownBy(
              () ->
                  held.library()
                      .pull(name("many"), OPTIONS.withPlatform(Platform.parse("linux/s390x"))))
          .withMessageContaining("linux/s390x")
          .withMessageContaining("linux/arm64/v8")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_LOCKED));
    }
  }

  @Test
  void whatIsNotInTheLockIsRefusedUnlessTheLockIsLenient() {
    SampleImage sample = publish("1", "a");
    Config strict = config("strict").withImageLock(ImageLock.empty());
    try (StoreImageService held = service(strict)) {
      for (Policy policy : Policy.values()) {
        assertThatExceptionOfType(ImageLockException.class)
            .isThrownBy(() -> held.library().pull(name("1"), OPTIONS.withPolicy(policy)))
            .withMessageContaining(name("1").toString())
            .withMessageContaining("ImageLibrary.lock")
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_LOCKED));
      }
      assertThat(server.requests()).isEmpty();
      Reference pinned = name("1").withDigest(sample.digest());
      assertThat(held.library().pull(pinned, OPTIONS).digest()).isEqualTo(sample.digest());
    }
    Config lenient = strict.withImageLock(ImageLock.empty(), LockMode.LENIENT);
    try (StoreImageService held = service(lenient)) {
      assertThat(held.library().pull(name("1"), OPTIONS).digest()).isEqualTo(sample.digest());
    }
  }

  @Test
  void oneEntryIsUpdatedAndTheOthersStay() {
    SampleImage one = publish("1", "a");
    publish("2", "b");
    List<Reference> names = List.of(name("1"), name("2"));
    ImageLock lock = service.library().lock(ImageLock.empty(), names, OPTIONS);
    publish("1", "c");
    SampleImage two = publish("2", "d");
    int asked = server.requests().size();
    assertThat(service.library().lock(lock, names, OPTIONS)).isEqualTo(lock);
    assertThat(server.requests()).as("nobody is asked").hasSize(asked);

    ImageLock updated = service.library().lock(lock.without(name("2")), names, OPTIONS);
    assertThat(updated.find(name("1")).orElseThrow().digest()).isEqualTo(one.digest());
    assertThat(updated.find(name("2")).orElseThrow().digest()).isEqualTo(two.digest());
    assertThat(updated).isNotEqualTo(lock);
  }

  @Test
  void imagesOfAnArchiveAreLockedAndUsedWithoutARegistry() {
    SampleImage sample = publish("1", "a");
    Path archive = temp.resolve("seed.tar");
    service
        .library()
        .save(
            List.of(service.library().pull(name("1"), OPTIONS)), archive, ImageFormat.OCI_ARCHIVE);
    server.close();

    Config offline = config("seeded").withOffline();
    LoadOptions named = LoadOptions.defaults().withArchiveNames().withPlatform(AMD64);
    ImageLock lock;
    try (StoreImageService seeded = service(offline)) {
      seeded.library().load(archive, named);
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> seeded.library().resolve(name("1"), OPTIONS))
          .withMessageContaining("offline");
      lock =
          seeded
              .library()
              .lock(ImageLock.empty(), List.of(name("1")), OPTIONS.withPolicy(Policy.NEVER));
      assertThat(seeded.library().resolve(name("1"), OPTIONS.withPolicy(Policy.NEWER)))
          .isEqualTo(lock.find(name("1")).orElseThrow());
      assertThatExceptionOfType(ImageNotFoundException.class)
          .isThrownBy(() -> seeded.library().resolve(name("2"), OPTIONS.withPolicy(Policy.NEVER)));
    }
    assertThat(lock.find(name("1")))
        .contains(new LockedImage(sample.digest(), Map.of(AMD64, sample.digest())));
    // the archive's names may be anything: what counts is that the content is what was locked
    try (StoreImageService held =
        service(offline.withRoot(temp.resolve("b")).withImageLock(lock))) {
      held.library().load(archive, LoadOptions.defaults().withPlatform(AMD64));
      assertThat(held.library().pull(name("1"), OPTIONS).digest()).isEqualTo(sample.digest());
      assertThat(held.library().find(name("1"), AMD64)).isPresent();
    }
  }

  @Test
  void theFileIsSortedAndTheSameForTheSameLock() throws IOException {
    Path file = temp.resolve("images.lock");
    Digest digest = Digest.parse(DIGEST);
    LockedImage image = new LockedImage(digest, Map.of(ARM64, digest, AMD64, digest));
    ImageLock lock =
        ImageLock.empty()
            .with(Reference.parse("redis:7"), image)
            .with(Reference.parse("127.0.0.1:5000/app:1"), image);
    lock.write(file);
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            {
              "version" : 1,
              "images" : {
                "127.0.0.1:5000/app:1" : {
                  "digest" : "D",
                  "platforms" : {
                    "linux/amd64" : "D",
                    "linux/arm64/v8" : "D"
                  }
                },
                "docker.io/library/redis:7" : {
                  "digest" : "D",
                  "platforms" : {
                    "linux/amd64" : "D",
                    "linux/arm64/v8" : "D"
                  }
                }
              }
            }
            """
                .replace("\"D\"", "\"" + DIGEST + "\""));
    assertThat(ImageLock.read(file)).isEqualTo(lock);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    Path link = Files.createSymbolicLink(temp.resolve("link.lock"), file);
    ImageLock.read(file).write(link);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(1000));
    ImageLock.empty().write(link);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(ImageLock.read(file)).isEqualTo(ImageLock.empty());
    try (var all = Files.list(file.getParent())) {
      assertThat(all.filter(one -> one.toString().contains(".jcontainer-"))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"version\":1}|\"images\" is missing",
        "{\"images\":{}}|\"version\" is missing",
        "{\"version\":2,\"images\":{}}|/version: it is of version 2",
        "{\"version\":1,\"images\":{},\"image\":{}}|\"image\" is no field",
        "{\"version\":1,\"images\":{\"A B\":{}}}|image reference",
        "{\"version\":1,\"images\":{\"a@D\":{}}}|a name with a digest is a lock already",
        "{\"version\":1,\"images\":{\"a\":{\"digest\":\"D\"}}}|\"platforms\" is missing",
        "{\"version\":1,\"images\":{\"a\":{\"platforms\":{\"l/a\":\"D\"}}}}|\"digest\" is missing",
        "{\"version\":1,\"images\":{\"a\":{\"digest\":\"md5:1\"}}}|/images/a/digest: ",
        "{\"version\":1,\"images\":{\"a\":{\"platforms\":{\"l\":\"D\"}}}}|platform \"l\"",
        "{\"version\":1,\"images\":{\"a\":E,\"docker.io/library/a\":E}}|which is there twice",
        "{\"version\":1,\\n<<<<<<< ours\\n\"images\":{}}|(line 2)",
        "{\"version\":1,\"images\":{},\"images\":{}}|(line 1)",
        "[]|an object is expected",
        "{\"version\":1|it is not well-formed",
      })
  void aBadFileIsNamedWithThePlaceAndTheRemedy(String document, String why) throws IOException {
    Path file = temp.resolve("images.lock");
    String entry = "{\"digest\":\"D\",\"platforms\":{\"linux/amd64\":\"D\"}}";
    String text =
        document.replace("\\n", "\n").replace(":E", ":" + entry).replace("D\"", DIGEST + "\"");
    Files.writeString(file, text.replace("@D", "@" + DIGEST));
    assertThatExceptionOfType(ImageLockException.class)
        .isThrownBy(() -> ImageLock.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining(why)
        .withMessageContaining("lock the names again")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONTENT));
  }

  @Test
  void damageIsNoticedOrHarmless() {
    ImageLockJson format = new ImageLockJson();
    Digest digest = Digest.parse(DIGEST);
    ImageLock lock =
        ImageLock.empty()
            .with(Reference.parse("redis:7"), new LockedImage(digest, Map.of(AMD64, digest)));
    new Fuzz(
            List.of(format.write(lock)),
            Fuzz.texts("{", "}", "\"", "version", "platforms", "linux/amd64", "redis:7", "1"),
            bytes -> {
              try {
                ImageLock read = format.read(bytes, "images.lock");
                assertThat(format.read(format.write(read), "written")).isEqualTo(read);
              } catch (ImageLockException e) {
                assertThat(e.reason()).isEqualTo(Reason.CONTENT);
              }
            })
        .run();
  }

  @Test
  void aFileThatIsNotThereOrCannotBeWrittenIsSaid() {
    assertThatExceptionOfType(ImageLockException.class)
        .isThrownBy(() -> ImageLock.read(temp.resolve("none.lock")))
        .withMessageContaining("ImageLibrary.lock")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FILE));
    assertThatExceptionOfType(ImageLockException.class)
        .isThrownBy(() -> ImageLock.empty().write(temp.resolve("no/directory.lock")))
        .withMessageContaining("no/directory.lock")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FILE));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () -> service.library().lock(ImageLock.empty(), List.of(publishedAndPinned()), OPTIONS))
        .withMessageContaining("its digest is a lock already");
  }

  private Reference publishedAndPinned() {
    return name("1").withDigest(publish("1", "a").digest());
  }
}
