package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.CheckDepth;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Parts of images that come broken: nothing of them is kept, and nobody waits for them. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class BrokenLayersTest {
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));
  private static final int POSITIONS = Integer.getInteger("store.positions", 25);

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private StoreImageService service;
  private StoreTree store;
  private SampleImage sample;
  private Reference reference;

  @BeforeEach
  void publish() {
    server = FaultyServer.start();
    Config config = Config.defaults().withRoot(temp.resolve("root"));
    service = (StoreImageService) new StoreImageService.Factory().open(config);
    store = new StoreTree(config);
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    List<byte[]> archives =
        List.of(
            new Tar().directory("a").file("a/f", "1").bytes(),
            new Tar().file("noise", noise, h -> {}).bytes());
    sample =
        SampleImage.of(
            "amd64",
            GZIP,
            archives.stream().map(Digest::sha256).toList(),
            archives.stream().map(Tar::gzip).toList());
    sample.publish(server, "app", "1");
    reference = Reference.parse(server.authority() + "/app:1");
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
  }

  /** Each part with a bit changed, or a byte more: who pulls is told, all who pull at once. */
  @Test
  void anyDamageIsToldAndNobodyWaitsForWhatFailed() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < POSITIONS; i++) {
      Digest part = sample.blobs().keySet().stream().toList().get(i % sample.blobs().size());
      byte[] good = Objects.requireNonNull(sample.blobs().get(part));
      byte[] bad = i % 5 == 4 ? Arrays.copyOf(good, good.length + 1) : good.clone();
      bad[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
      serve(part, bad);
      assertThat(pullByFour()).hasSize(4).allMatch(InvalidImageException.class::isInstance);
      assertThat(store.isEmpty()).isTrue();
      assertThat(store.staged()).isEmpty();
      assertThat(locks()).containsOnly("store");
      serve(part, good);
    }
    assertThat(pullByFour()).isEmpty();
    assertThat(service.library().check(CheckDepth.TREES).isClean()).isTrue();
  }

  private void serve(Digest blob, byte[] content) {
    server.on("/v2/app/blobs/" + blob, Reply.ok("application/octet-stream", content));
  }

  private List<Throwable> pullByFour() throws InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Image> pull = () -> service.library().pull(reference, AMD64);
      for (Future<Image> image : threads.invokeAll(Collections.nCopies(4, pull))) {
        try {
          assertThat(image.get().digest()).isEqualTo(sample.digest());
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        }
      }
    }
    return failures;
  }

  private List<String> locks() throws IOException {
    try (Stream<Path> locks = Files.list(temp.resolve("root/images/locks"))) {
      return locks.map(lock -> lock.getFileName().toString()).toList();
    }
  }
}
