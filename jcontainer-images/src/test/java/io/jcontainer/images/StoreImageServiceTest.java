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
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.util.Arrays;
import java.util.List;
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
}
