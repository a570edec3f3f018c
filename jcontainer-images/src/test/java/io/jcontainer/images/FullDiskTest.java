package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system of few bytes or few inodes, in a mount that nobody else sees. */
@Requires(Requirement.ROOT)
class FullDiskTest {
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  private final Kernel kernel = new LinuxKernel();
  private FaultyServer server;
  private Reference reference;

  @BeforeEach
  void publish() {
    server = FaultyServer.start();
    Tar tar = new Tar();
    for (int i = 0; i < 100; i++) {
      tar.directory("d" + i).file("d" + i + "/f", new byte[10_000], h -> {});
    }
    SampleImage.ofLayer(tar.bytes()).publish(server, "app", "1");
    reference = Reference.parse(server.authority() + "/app:1");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Fd tmpfs(String option, String value) {
    try (Fd context = kernel.fsopen("tmpfs")) {
      kernel.fsconfigString(context, option, value);
      kernel.fsconfigString(context, "mode", "0700");
      kernel.fsconfigCreate(context);
      return kernel.fsmount(context, 0);
    }
  }

  private static Config configOn(Fd mount) {
    return Config.defaults().withRoot(Path.of("/proc/self/fd/" + mount.number() + "/root"));
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 40, 70, 120, 160, 200, 215})
  void aPullThatFindsNoRoomLeavesNothing(int inodes) {
    try (Fd mount = tmpfs("nr_inodes", Integer.toString(inodes))) {
      refuses(configOn(mount));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"64k", "300k", "1000k", "1200k"})
  void aPullThatFindsNoSpaceLeavesNothing(String size) {
    try (Fd mount = tmpfs("size", size)) {
      refuses(configOn(mount));
    }
  }

  private void refuses(Config config) {
    StoreTree store = new StoreTree(config);
    try (StoreImageService service =
        (StoreImageService) new StoreImageService.Factory().open(config)) {
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> service.library().pull(reference, AMD64))
          .withMessageContaining("ENOSPC")
          .withMessageContaining("free some space");
      assertThat(store.isEmpty()).isTrue();
      assertThat(store.staged()).isEmpty();
      assertThat(service.library().list()).isEmpty();
    }
  }

  @Test
  void whenThereIsRoomAgainThePullSucceeds() throws IOException {
    try (Fd mount = tmpfs("size", "4m")) {
      Config config = configOn(mount);
      Path filler = config.root().resolveSibling("filler");
      Files.write(filler, new byte[3_000_000]);
      refuses(config);
      Files.delete(filler);
      try (StoreImageService service =
          (StoreImageService) new StoreImageService.Factory().open(config)) {
        Image image = service.library().pull(reference, AMD64);
        try (RootFilesystem root = service.rootFilesystem(image)) {
          assertThat(Listing.of(root.layers().getFirst())).hasSize(201);
        }
      }
    }
  }
}
