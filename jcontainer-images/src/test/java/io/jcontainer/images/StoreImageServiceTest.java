package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PullOptions.Policy;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.TransferProgress;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service against a registry in this JVM. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class StoreImageServiceTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private Config config;
  private StoreImageService service;
  private StoreTree store;

  @BeforeEach
  void open() {
    server = FaultyServer.start();
    config = Config.defaults().withRoot(temp.resolve("root"));
    service = service();
    store = new StoreTree(config);
  }

  private StoreImageService service() {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
    assertThat(store.sessions()).isEmpty();
  }

  private static SampleImage image(Tar... layers) {
    List<byte[]> archives = Arrays.stream(layers).map(Tar::bytes).toList();
    return SampleImage.of("amd64", TAR, archives.stream().map(Digest::sha256).toList(), archives);
  }

  private Reference publish(SampleImage image, String tag) {
    image.publish(server, "app", tag);
    return Reference.parse(server.authority() + "/app:" + tag);
  }

  private static Tar base() {
    return new Tar().directory("etc").file("etc/a", "a").file("etc/b", "b").directory("bin");
  }

  @Test
  void pullsAnImageThatIsThenThere() {
    SampleImage sample =
        image(base(), new Tar().directory("etc").file("etc/.wh.a", "").file("etc/c", "c"));
    Reference reference = publish(sample, "1");

    Image image = service.library().pull(reference, AMD64);

    assertThat(image.digest()).isEqualTo(sample.digest());
    assertThat(image.reference()).isEqualTo(reference);
    assertThat(image.platform()).isEqualTo(Platform.parse("linux/amd64"));
    assertThat(image.config().command()).containsExactly("/bin/true");
    assertThat(image.size())
        .isEqualTo(
            ByteSize.ofBytes(
                sample.blobs().values().stream().skip(1).mapToLong(b -> b.length).sum()));
    try (RootFilesystem root = service.rootFilesystem(image)) {
      assertThat(root.layers()).hasSize(2).allMatch(path -> path.startsWith(config.root()));
      assertThat(root.hostTrees()).isEmpty();
      assertThat(Merged.listing(root.layers()).keySet())
          .containsExactly(".", "bin", "etc", "etc/b", "etc/c");
    }
    assertThat(service.library().list()).containsExactly(image);
  }

  @Test
  void whatIsThereIsNotFetchedAgain() {
    Reference one = publish(image(base(), new Tar().file("x", "1")), "1");
    Reference two = publish(image(base(), new Tar().file("x", "2")), "2");
    service.library().pull(one, AMD64);
    int before = server.requests().size();
    service.library().pull(one, AMD64);
    assertThat(server.requests().size() - before).as("the manifest alone").isEqualTo(1);

    service.library().pull(two, AMD64);
    String base = "/v2/app/blobs/" + Digest.sha256(base().bytes());
    assertThat(server.requests(base)).hasSize(1);
    assertThat(store.layers()).hasSize(3);
  }

  @Test
  void aDamagedConfigurationIsFetchedAnew() throws IOException {
    SampleImage sample = image(base());
    Reference reference = publish(sample, "1");
    service.library().pull(reference, AMD64);
    Path file = config.root().resolve("images/blobs/sha256").resolve(sample.config().hex());
    byte[] right = Files.readAllBytes(file);
    Files.writeString(file, "{}");
    service.library().pull(reference, AMD64);
    assertThat(file).hasBinaryContent(right);
  }

  @Test
  void layersAreKeptAsTheyCameWhenWanted() {
    byte[] layer = Tar.gzip(base().bytes());
    SampleImage sample =
        SampleImage.of(
            "amd64", TAR + "+gzip", List.of(Digest.sha256(base().bytes())), List.of(layer));
    Reference reference = publish(sample, "1");
    service.library().pull(reference, AMD64);
    assertThat(store.blobs()).hasSize(3).contains(Digest.sha256(layer).hex());
    assertThat(store.blob(Digest.sha256(layer))).isEqualTo(layer);
    service.library().remove(reference);
    assertThat(store.isEmpty()).isTrue();

    service.close();
    config = config.withLayerArchives(false);
    service = service();
    service.library().pull(reference, AMD64);
    assertThat(store.blobs()).hasSize(2).doesNotContain(Digest.sha256(layer).hex());
  }

  @Test
  void policiesSayWhenTheRegistryIsAsked() {
    Reference reference = publish(image(base()), "1");
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> service.library().pull(reference, AMD64.withPolicy(Policy.NEVER)))
        .withMessageContaining("in the store");
    assertThat(server.requests()).isEmpty();

    Image image = service.library().pull(reference, AMD64.withPolicy(Policy.MISSING));
    int asked = server.requests().size();
    assertThat(service.library().pull(reference, AMD64.withPolicy(Policy.MISSING)))
        .isEqualTo(image);
    assertThat(service.library().pull(reference, AMD64.withPolicy(Policy.NEVER))).isEqualTo(image);
    assertThat(server.requests()).hasSize(asked);
  }

  @Test
  void aPinnedImageIsNeverAskedForAgain() {
    SampleImage sample = image(base());
    Reference tagged = publish(sample, "1");
    Reference pinned = tagged.withDigest(sample.digest());
    service.library().pull(tagged, AMD64);
    int asked = server.requests().size();
    assertThat(service.library().pull(pinned, AMD64).digest()).isEqualTo(sample.digest());
    assertThat(server.requests()).hasSize(asked);

    service.library().remove(tagged);
    assertThat(service.library().list()).extracting(Image::reference).containsExactly(pinned);
  }

  @Test
  void aTagThatMovedTakesTheOldImageAway() {
    Reference reference = publish(image(base(), new Tar().file("old", "")), "latest");
    service.library().pull(reference, AMD64);
    SampleImage moved = image(base(), new Tar().file("new", ""));
    publish(moved, "latest");

    assertThat(service.library().pull(reference, AMD64).digest()).isEqualTo(moved.digest());

    assertThat(service.library().list()).hasSize(1);
    assertThat(store.layers()).hasSize(2);
    assertThat(store.images()).containsExactly(moved.digest().hex());
    assertThat(store.blobs()).as("manifest, configuration, two layers").hasSize(4);
  }

  @Test
  void removingTheLastNameRemovesTheContent() {
    SampleImage sample = image(base());
    Reference one = publish(sample, "1");
    Reference two = publish(sample, "2");
    service.library().pull(one, AMD64);
    service.library().pull(two, AMD64);

    assertThat(service.library().remove(one)).isTrue();
    assertThat(service.library().list()).hasSize(1);
    assertThat(store.layers()).hasSize(1);
    assertThat(service.library().remove(two)).isTrue();
    assertThat(store.isEmpty()).isTrue();
    assertThat(service.library().remove(two)).isFalse();
  }

  @Test
  void anImageInUseStaysUntilTheUseEnds() {
    Reference reference = publish(image(base()), "1");
    Image image = service.library().pull(reference, AMD64);
    RootFilesystem first = service.rootFilesystem(image);
    RootFilesystem second = service.rootFilesystem(image);
    try (StoreImageService other = service()) {
      assertThat(other.library().remove(reference)).isTrue();
    }
    first.close();
    first.close();
    assertThat(Listing.of(second.layers().getFirst())).containsKey("etc/a");
    assertThat(service.library().list()).isEmpty();

    second.close();
    assertThat(store.isEmpty()).isTrue();
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> service.rootFilesystem(image))
        .withMessageContaining("pull it again");
  }

  @Test
  void anImageThatIsPulledAgainWhileInUseStays() {
    Reference reference = publish(image(base()), "1");
    Image image = service.library().pull(reference, AMD64);
    try (RootFilesystem root = service.rootFilesystem(image)) {
      service.library().remove(reference);
      service.library().pull(reference, AMD64);
      assertThat(root.layers()).hasSize(1);
    }
    assertThat(service.library().list()).hasSize(1);
    assertThat(store.layers()).hasSize(1);
  }

  @Test
  void aLayerThatNeededThoseBelowIsKeptForThemAlone() {
    Tar upper = new Tar().file("dir/f", "");
    Reference one = publish(image(new Tar().directory("dir", h -> h.mode(0700)), upper), "1");
    Reference two = publish(image(new Tar().symlink("dir", "other"), upper), "2");

    assertThat(listing(service.library().pull(one, AMD64))).containsEntry("dir", "d 0700 0:0");
    assertThat(listing(service.library().pull(two, AMD64))).containsKeys("dir", "other/f");
    assertThat(store.layers()).hasSize(4).filteredOn(name -> name.startsWith("over-")).hasSize(2);
  }

  @Test
  void theRootDirectoryIsWhatTheUppermostLayerThatMentionsItSays() {
    Tar named = new Tar().directory("./", h -> h.mode(0700).owner(5, 5));
    Reference below = publish(image(named, new Tar().file("f", "")), "1");
    Reference above = publish(image(new Tar().file("f", ""), named), "2");
    Reference reset = publish(image(named, new Tar().directory("./").file("g", "")), "3");

    assertThat(listing(service.library().pull(below, AMD64))).containsEntry(".", "d 0700 5:5");
    assertThat(listing(service.library().pull(above, AMD64))).containsEntry(".", "d 0700 5:5");
    assertThat(listing(service.library().pull(reset, AMD64))).containsEntry(".", "d 0755 0:0");
    assertThat(store.layers()).hasSize(4).filteredOn(name -> name.startsWith("root-")).hasSize(1);
  }

  @Test
  void aLayerThatComesTwiceIsShownOnce() {
    Tar again = new Tar().file("x", "again");
    Image image = service.library().pull(publish(image(base(), again, base(), again), "1"), AMD64);
    try (RootFilesystem root = service.rootFilesystem(image)) {
      assertThat(root.layers()).hasSize(2).doesNotHaveDuplicates();
    }
    assertThat(listing(image)).containsKeys("x", "etc/a");
  }

  private java.util.Map<String, String> listing(Image image) {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  @Test
  void nothingIsLeftOfAnImageThatIsNotWhatItPromises() {
    byte[] layer = new Tar().file("f", "f".repeat(100_000)).bytes();
    Digest right = Digest.sha256(layer);
    List<SampleImage> wrong =
        List.of(
            SampleImage.of("amd64", TAR, List.of(Digest.sha256(new byte[1])), List.of(layer)),
            SampleImage.of("amd64", TAR, List.of(right, right), List.of(layer)),
            SampleImage.of("amd64", TAR + "+gzip", List.of(right), List.of(layer)),
            SampleImage.of("amd64", TAR + "+zstd", List.of(right), List.of(layer)),
            SampleImage.of("arm64", TAR, List.of(right), List.of(layer)),
            image(base(), new Tar().file("ok", ""), new Tar().hardLink("x", "missing")));
    for (int i = 0; i < wrong.size(); i++) {
      Reference reference = publish(wrong.get(i), "wrong" + i);
      assertThatExceptionOfType(InvalidImageException.class)
          .as("image %d", i)
          .isThrownBy(() -> service.library().pull(reference, AMD64));
      assertThat(store.isEmpty()).as("image %d", i).isTrue();
      assertThat(store.staged()).as("image %d", i).isEmpty();
    }
    assertThat(service.library().list()).isEmpty();
    service.library().pull(publish(SampleImage.ofLayer(layer), "right"), AMD64);
  }

  @Test
  void moreThanTheLimitsIsRefusedAndLeavesNothing() {
    Tar bomb = new Tar().file("zeros", new byte[4 << 20], h -> {});
    byte[] small = Tar.gzip(bomb.bytes());
    SampleImage sample =
        SampleImage.of(
            "amd64", TAR + "+gzip", List.of(Digest.sha256(bomb.bytes())), List.of(small));
    Reference reference = publish(sample, "bomb");
    service.close();
    config = config.withImageLimits(new ImageLimits(ByteSize.ofMiB(1), ByteSize.ofMiB(2), 10, 2));
    service = service();
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> service.library().pull(reference, AMD64))
        .withMessageContaining("unpacks to more than 1 MiB");
    Reference many = publish(image(base(), base(), base()), "many");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> service.library().pull(many, AMD64))
        .withMessageContaining("more than 2");
    assertThat(store.isEmpty()).isTrue();
    assertThat(store.staged()).isEmpty();
  }

  @Test
  void newerTakesWhatIsThereWhenTheRegistryIsNot() {
    PullOptions newer = AMD64.withPolicy(Policy.NEWER);
    Reference reference = publish(image(base()), "1");
    Image image = service.library().pull(reference, newer);
    SampleImage moved = image(base(), new Tar().file("new", ""));
    publish(moved, "1");
    Image second = service.library().pull(reference, newer);
    assertThat(second.digest()).isEqualTo(moved.digest()).isNotEqualTo(image.digest());
    server.close();
    assertThat(service.library().pull(reference, newer)).isEqualTo(second);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> service.library().pull(reference, AMD64));
  }

  @Test
  void offlineNothingIsAsked() {
    Reference reference = publish(image(base()), "1");
    Image image = service.library().pull(reference, AMD64);
    service.close();
    config = config.withOffline();
    service = service();
    int asked = server.requests().size();
    assertThat(service.library().pull(reference, AMD64.withPolicy(Policy.MISSING)))
        .isEqualTo(image);
    assertThat(service.library().pull(reference, AMD64.withPolicy(Policy.NEWER))).isEqualTo(image);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> service.library().pull(reference, AMD64))
        .withMessageContaining("registry " + server.authority())
        .withMessageContaining("offline");
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> service.library().registry(server.authority()).ping());
    assertThat(server.requests()).hasSize(asked);
  }

  @Test
  void whatNobodyUsesIsPruned() {
    Image used = service.library().pull(publish(image(base()), "1"), AMD64);
    Image free = service.library().pull(publish(image(new Tar().file("x", "")), "2"), AMD64);
    assertThat(service.library().prune()).as("all have names").isEmpty();
    try (RootFilesystem _ = service.rootFilesystem(used)) {
      try (StoreImageService other = service()) {
        assertThat(other.library().prune(any -> true)).containsExactly(free);
      }
      assertThat(service.library().list()).containsExactly(used);
    }
    assertThat(service.library().prune(any -> true)).containsExactly(used);
    assertThat(store.isEmpty()).isTrue();
  }

  @Test
  void somebodyIsToldHowFarItIs() {
    Tar large = new Tar().file("f", new byte[2 << 20], h -> {});
    SampleImage sample = image(large);
    Queue<TransferProgress> told = new ConcurrentLinkedQueue<>();
    service.library().pull(publish(sample, "1"), AMD64.withProgress(told::add));
    List<Long> ofLayer =
        told.stream()
            .filter(one -> one.part().equals(sample.lastLayer()))
            .map(TransferProgress::transferred)
            .toList();
    assertThat(ofLayer).hasSizeGreaterThan(2).isSorted();
    assertThat(ofLayer.getLast()).isEqualTo(large.bytes().length);
  }

  @Test
  void aPullThatIsCancelledEndsAndLeavesNothing() throws Exception {
    Tar large = new Tar().file("f", new byte[1 << 20], h -> {});
    SampleImage sample = image(large);
    Reference reference = publish(sample, "1");
    server.on(
        "/v2/app/blobs/" + sample.lastLayer(),
        Reply.ok("x/y", large.bytes()).flawed(new Reply.Flaw.HangAfter(1000)));
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Image> pull =
        service
            .library()
            .pullAsync(
                reference,
                AMD64.withProgress(
                    progress -> {
                      if (progress.part().equals(sample.lastLayer())) {
                        begun.countDown();
                      }
                    }));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    pull.cancel(true);
    assertThat(pull).isCancelled();
    // closing waits for nobody else: what the cancelled pull staged is gone when it is
    for (int i = 0; i < 2000 && !store.staged().isEmpty(); i++) {
      Thread.sleep(5);
    }
    assertThat(store.staged()).isEmpty();
    assertThat(store.isEmpty()).isTrue();
  }
}
