package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageFormat;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Layer;
import io.jcontainer.LoadOptions;
import io.jcontainer.PullOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.junit.RandomImage;
import io.jcontainer.junit.RegistryServer;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The image that users' tests push and pull. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class RandomImageTest {
  @RegisterExtension final Scratch temp = new Scratch();
  private StoreImageService service;

  @BeforeEach
  void open() {
    service = open("root");
  }

  @AfterEach
  void close() {
    service.close();
  }

  private StoreImageService open(String root) {
    Config config = Config.defaults().withRoot(temp.resolve(root));
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  private Image build(RandomImage random) {
    return service.library().build(random.spec());
  }

  @Test
  void theSeedSaysWhatIsInIt() {
    RandomImage random = RandomImage.of(42).withLayers(2);
    Image image = build(random);
    assertThat(build(RandomImage.of(42).withLayers(2)).digest()).isEqualTo(image.digest());
    assertThat(build(RandomImage.of(43).withLayers(2)).config().diffIds())
        .doesNotContainAnyElementsOf(image.config().diffIds());
    assertThat(build(RandomImage.of(42)).config().diffIds())
        .containsExactly(image.config().diffIds().getFirst());
    assertThat(image.config().diffIds())
        .as("on every machine, now and later")
        .containsExactly(
            Digest.parse("sha256:7c8242a51903270d00c4ae7f05c85e1f9216a3b42421c3290dfa53b6d7cf5beb"),
            Digest.parse(
                "sha256:6ae1a5335f08b765146cf4cfc260846bc2c62b4744560801431e96c14579298e"));
  }

  @Test
  void itIsAsLargeAsAsked() throws IOException {
    ByteSize size = ByteSize.ofBytes(5_000_001);
    Image image = build(RandomImage.of(1).withLayers(3).withLayerSize(size).withFiles(13));
    List<Layer> layers = service.library().inspect(image).layers();
    assertThat(layers).hasSize(3);
    for (Layer layer : layers) {
      assertThat(layer.blob().size().bytes())
          .as("no compression makes it smaller")
          .isBetween(5_000_000L, 5_100_000L);
    }
    try (RootFilesystem root = service.rootFilesystem(image)) {
      for (Path layer : root.layers()) {
        assertThat(regularFiles(layer)).hasSize(13);
        long total = 0;
        for (Path file : regularFiles(layer)) {
          total += Files.size(file);
        }
        assertThat(total).isEqualTo(size.bytes());
      }
      assertThat(root.layers().getFirst().resolve("layer-3/d3/link")).isSymbolicLink();
    }
  }

  private static List<Path> regularFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  @Test
  void itGoesEverywhere() {
    Image image = build(RandomImage.of(7).withLayers(3).withLayerSize(ByteSize.ofBytes(0)));
    try (RegistryServer registry = RegistryServer.start();
        StoreImageService other = open("other")) {
      Reference there = registry.reference("app:1");
      service.library().push(image, there, PushOptions.defaults());
      assertThat(other.library().validate(there)).isEmpty();
      assertThat(other.library().pull(there, PullOptions.defaults()).digest())
          .isEqualTo(image.digest());
      for (ImageFormat format : ImageFormat.values()) {
        Path saved = temp.resolve("saved" + format);
        service.library().save(List.of(image), saved, format);
        assertThat(other.library().validate(saved)).isEmpty();
        assertThat(other.library().load(saved, LoadOptions.defaults()))
            .extracting(Image::digest)
            .containsExactly(image.digest());
      }
    }
  }

  @Test
  void nothingIsNoImage() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> RandomImage.of(1).withLayers(0))
        .withMessageContaining("give 1 or more");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> RandomImage.of(1).withFiles(0));
  }
}
