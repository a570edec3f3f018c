package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LoadOptions;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.PushResult;
import io.jcontainer.Reference;
import io.jcontainer.Registry;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.TransferProgress;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sends images to Debian's docker-registry. */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.REGISTRY})
class PushTest {
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private DockerRegistry registry;
  private StoreImageService service;

  @BeforeEach
  void open() throws IOException {
    server = FaultyServer.start();
    registry = DockerRegistry.withPassword(Files.createDirectory(temp.resolve("registry")));
    service = service("store");
  }

  private Config config(String root) {
    return Config.defaults()
        .withRoot(temp.resolve(root))
        .withCredentials(
            registry.authority(),
            new RegistryCredentials(DockerRegistry.USER, DockerRegistry.PASSWORD.toCharArray()));
  }

  private StoreImageService service(String root) {
    return (StoreImageService) new StoreImageService.Factory().open(config(root));
  }

  @AfterEach
  void close() {
    service.close();
    registry.close();
    server.close();
  }

  private static SampleImage sample(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    byte[] base = new Tar().directory("etc").file("etc/a", "a").bytes();
    byte[] top = new Tar().file("random", content, h -> {}).bytes();
    return SampleImage.of(
        "amd64",
        GZIP,
        List.of(Digest.sha256(base), Digest.sha256(top)),
        List.of(Tar.gzip(base), Tar.gzip(top)));
  }

  private Image pull(SampleImage sample) {
    sample.publish(server, "app", "1");
    return service.library().pull(Reference.parse(server.authority() + "/app:1"), AMD64);
  }

  private Reference there(String name) {
    return Reference.parse(registry.authority() + "/" + name);
  }

  @Test
  void whatIsPushedIsPulledByteForByte() {
    SampleImage sample = sample(100_000);
    Image image = pull(sample);
    PushResult first = service.library().push(image, there("team/app:1"), PushOptions.defaults());
    assertThat(first.reference()).isEqualTo(there("team/app:1").withDigest(sample.digest()));
    assertThat(first.sent()).isEqualTo(3);
    assertThat(first.size().bytes())
        .isEqualTo(sample.blobs().values().stream().mapToLong(b -> b.length).sum());

    PushResult again = service.library().push(image, there("team/app:2"), PushOptions.defaults());
    assertThat(again.sent()).isZero();
    assertThat(again.present()).isEqualTo(3);

    try (StoreImageService other = service("other")) {
      Image pulled = other.library().pull(there("team/app:2"), AMD64);
      assertThat(pulled.digest()).isEqualTo(sample.digest());
      StoreTree store = new StoreTree(config("other"));
      assertThat(store.blob(sample.digest())).isEqualTo(sample.manifest());
      sample.blobs().forEach((digest, bytes) -> assertThat(store.blob(digest)).isEqualTo(bytes));
      other.library().push(pulled, there("third:1"), PushOptions.defaults());
    }
    assertThat(service.library().registry(registry.authority()).digest("third:1"))
        .contains(sample.digest());
  }

  @Test
  void layersOfAnotherRepositoryAreMounted() {
    Image image = pull(sample(100_000));
    service.library().push(image, there("one:1"), PushOptions.defaults());
    Image named = service.library().tag(image, there("one:1"));
    PushResult result = service.library().push(named, there("two:1"), PushOptions.defaults());
    assertThat(result.mounted()).isEqualTo(3);
    assertThat(result.sent()).isZero();
  }

  @Test
  void largeLayersGoInPiecesAndAreToldOf() {
    SampleImage sample = sample(9 << 20);
    Image image = pull(sample);
    Queue<TransferProgress> told = new ConcurrentLinkedQueue<>();
    PushOptions options =
        PushOptions.defaults().withChunkSize(ByteSize.ofMiB(2)).withProgress(told::add);
    service.library().push(image, there("pieces:1"), options);
    service.library().push(image, there("whole:1"), PushOptions.defaults());
    Registry there = service.library().registry(registry.authority());
    assertThat(there.digest("pieces:1")).contains(sample.digest());
    assertThat(there.digest("whole:1")).contains(sample.digest());
    assertThat(told)
        .filteredOn(TransferProgress::complete)
        .extracting(TransferProgress::part)
        .contains(sample.lastLayer());
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> PushOptions.defaults().withChunkSize(ByteSize.ofBytes(1)))
        .withMessageContaining("64 KiB");
  }

  @Test
  void aLoadedImageIsPushed() {
    SampleImage sample = sample(1000);
    service
        .library()
        .save(List.of(pull(sample)), temp.resolve("a.tar"), ImageFormat.DOCKER_ARCHIVE);
    try (StoreImageService other = service("other")) {
      Image loaded =
          other
              .library()
              .load(
                  temp.resolve("a.tar"),
                  LoadOptions.defaults().withPlatform(Platform.parse("linux/amd64")))
              .getFirst();
      PushResult result =
          other
              .library()
              .push(loaded, there("x").withDigest(loaded.digest()), PushOptions.defaults());
      assertThat(result.reference().digest()).contains(sample.digest());
    }
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                service
                    .library()
                    .push(
                        service.library().list().getFirst(),
                        there("x").withDigest(Digest.sha256(new byte[0])),
                        PushOptions.defaults()))
        .withMessageContaining(sample.digest().toString());
  }

  @Test
  @Requires(Requirement.SKOPEO)
  void anIndexIsCopiedWithAllItsImages() {
    byte[] tar = new Tar().file("f", "f").bytes();
    SampleImage amd64 = SampleImage.ofLayer(tar);
    SampleImage arm64 =
        SampleImage.of(
            "arm64",
            "application/vnd.oci.image.layer.v1.tar",
            List.of(Digest.sha256(tar)),
            List.of(tar));
    new Skopeo(temp.resolve("layout"))
        .pushIndex(Map.of("amd64", amd64, "arm64", arm64), registry, "multi:1");

    PushResult result =
        service.library().copy(there("multi:1"), there("copy/multi:2"), PushOptions.defaults());

    assertThat(result.mounted()).as("two configurations, one layer").isEqualTo(3);
    Registry there = service.library().registry(registry.authority());
    assertThat(there.digest("copy/multi:2")).isPresent().isEqualTo(there.digest("multi:1"));
    assertThat(there.digest("copy/multi@" + arm64.digest())).contains(arm64.digest());
    assertThat(new StoreTree(config("store")).isEmpty()).isTrue();

    try (DockerRegistry elsewhere =
        DockerRegistry.open(Files.createDirectory(temp.resolve("elsewhere")))) {
      Reference to = Reference.parse(elsewhere.authority() + "/multi:1");
      assertThat(service.library().copy(there("multi:1"), to, PushOptions.defaults()).sent())
          .isEqualTo(3);
      assertThat(service.library().pull(to, AMD64).digest()).isEqualTo(amd64.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRegistryTellsWhatItHas() {
    Image image = pull(sample(1000));
    for (String name : List.of("a:1", "a:2", "b/c:latest")) {
      service.library().push(image, there(name), PushOptions.defaults());
    }
    Registry there = service.library().registry(registry.authority());
    there.ping();
    assertThat(there.name()).isEqualTo(registry.authority());
    assertThat(there.repositories()).containsExactly("a", "b/c");
    assertThat(there.tags("a")).containsExactly("1", "2");
    assertThat(there.digest("a:3")).isEmpty();
    assertThat(there.referrers("a", image.digest())).isEmpty();
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> there.tags("nothing"))
        .withMessageContaining("nothing");
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> there.delete("a@" + image.digest()))
        .withMessageContaining("405 (UNSUPPORTED): it does not allow to delete");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> service.library().registry("no registry"));
  }

  @Test
  void aWrongPasswordIsRefusedAndNotShown() {
    Image image = pull(sample(1000));
    Config wrong =
        config("store")
            .withCredentials(
                registry.authority(),
                new RegistryCredentials(DockerRegistry.USER, "wrong horse".toCharArray()));
    try (StoreImageService other =
        (StoreImageService) new StoreImageService.Factory().open(wrong)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> other.library().push(image, there("a:1"), PushOptions.defaults()))
          .withMessageContaining("HTTP 401")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNAUTHORIZED))
          .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong horse"));
    }
  }
}
