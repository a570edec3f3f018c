package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.CheckDepth;
import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Directories of the host as images, as the store knows them. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class DirectoryImageTest {
  private static final ImageConfig PLAIN = ImageConfig.ofEnvironment(Map.of("A", "b"));

  @RegisterExtension final Scratch temp = new Scratch();
  private Config config;
  private StoreImageService service;
  private Path directory;

  @BeforeEach
  void open() throws IOException {
    config = Config.defaults().withRoot(temp.resolve("root"));
    service = service();
    directory = Files.createDirectories(temp.resolve("tree")).toRealPath();
    Files.writeString(directory.resolve("file"), "content");
  }

  private StoreImageService service() {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void itIsKnownByLaterEnginesUntilItIsForgotten() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), directory);
    Image image = service.library().ofDirectory(link, PLAIN);
    assertThat(image.config().environment()).isEqualTo(Map.of("A", "b"));
    assertThat(service.library().ofDirectory(directory, PLAIN)).isEqualTo(image);
    assertThat(
            service.library().ofDirectory(directory, ImageConfig.ofEnvironment(Map.of())).digest())
        .isNotEqualTo(image.digest());
    service.close();

    service = service();
    assertThat(service.library().check(CheckDepth.TREES).findings()).isEmpty();
    try (RootFilesystem root = service.rootFilesystem(image)) {
      assertThat(root.base()).contains(directory);
      assertThat(root.layers()).isEmpty();
      assertThat(root.hostTrees()).isEmpty();
      assertThat(service.library().prune()).doesNotContain(image);
    }
    assertThat(service.library().prune()).containsExactly(image);
    assertThat(new StoreTree(config).isEmpty()).isTrue();
    assertThat(directory.resolve("file")).hasContent("content");
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> service.rootFilesystem(image));
  }

  @Test
  void itIsOfNoUseElsewhere() {
    Image image = service.library().ofDirectory(directory, PLAIN);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                service
                    .library()
                    .save(List.of(image), temp.resolve("saved"), ImageFormat.OCI_LAYOUT))
        .withMessageContaining(directory.toString());
  }

  @Test
  void whatIsNoDirectoryOrTheEnginesOwnIsRefused() {
    for (Path wrong :
        List.of(
            directory.resolve("none"),
            directory.resolve("file"),
            config.root(),
            config.root().resolve("images"),
            temp.path(),
            Path.of("/"))) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .as(wrong.toString())
          .isThrownBy(() -> service.library().ofDirectory(wrong, PLAIN))
          .withMessageContaining("directory \"" + wrong + "\"");
    }
    assertThat(new StoreTree(config).isEmpty()).isTrue();
  }
}
