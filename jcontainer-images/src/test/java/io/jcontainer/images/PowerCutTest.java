package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jcontainer.CheckDepth;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.FaultyKernel;
import io.jcontainer.images.testing.LoopDisk;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The power goes while the store is worked on. When it is back, every image that was reported is
 * there and whole, and nothing is there that is not.
 */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.EXT4_IN_A_FILE})
class PowerCutTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final int CUTS = Integer.getInteger("store.powercuts", 8);
  private static final int TAGS = 4;

  /** What a disk says that is gone, and what ext4 makes of that. */
  private static final String GONE = "(?s).*(EIO|EROFS).*";

  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  @RegisterExtension final Scratch temp = new Scratch();
  private final Map<Digest, Map<String, String>> trees = new HashMap<>();
  private final Set<Reference> reported = ConcurrentHashMap.newKeySet();
  private final AtomicInteger finished = new AtomicInteger();
  private FaultyServer server;

  @BeforeEach
  void publish() {
    server = FaultyServer.start();
    Config config = Config.defaults().withRoot(temp.resolve("expected"));
    try (StoreImageService service = new StoreImageService(new LinuxKernel(), config)) {
      for (int tag = 0; tag < TAGS; tag++) {
        sample(tag).publish(server, "app", Integer.toString(tag));
        Image image = service.library().pull(named(tag), AMD64);
        trees.put(image.digest(), merged(service, image));
      }
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static SampleImage sample(int seed) {
    Random random = new Random(seed);
    Tar base = new Tar().directory("a").file("a/f", "1").directory("b");
    Tar files = new Tar().directory("dir");
    for (int i = 0; i < 20; i++) {
      byte[] content = new byte[random.nextInt(20_000)];
      random.nextBytes(content);
      files.file("dir/f" + i, content, h -> {});
    }
    Tar above = new Tar().file("a/.wh.f", "").file("a/g" + seed, "2");
    List<byte[]> archives = List.of(base.bytes(), files.bytes(), above.bytes());
    return SampleImage.of("amd64", TAR, archives.stream().map(Digest::sha256).toList(), archives);
  }

  private Reference named(int tag) {
    return Reference.parse(server.authority() + "/app:" + tag);
  }

  private static Map<String, String> merged(StoreImageService service, Image image) {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  private static StoreImageService service(Kernel kernel, Fd mount) {
    Path root = Path.of("/proc/self/fd/" + mount.number() + "/root");
    return new StoreImageService(kernel, Config.defaults().withRoot(root));
  }

  @Test
  void whatWasReportedIsThereWhenThePowerIsBack() throws Exception {
    Random random = new Random(Long.getLong("store.seed", 7));
    try (LoopDisk disk = new LoopDisk(temp.resolve("disk"), 64)) {
      for (int cut = 0; cut < CUTS; cut++) {
        reported.clear();
        workUntilThePowerGoes(disk, random);
        lookAfterwards(disk, "cut " + cut);
      }
    }
    assertThat(finished.get()).as("works that were finished").isGreaterThan(CUTS / 4);
  }

  private void workUntilThePowerGoes(LoopDisk disk, Random random) throws InterruptedException {
    try (Fd mount = disk.mount();
        FaultyKernel kernel = FaultyKernel.killedAt(Integer.MAX_VALUE)) {
      long seed = random.nextLong();
      Throwable[] failure = new Throwable[1];
      Thread worker = new Thread(() -> work(kernel.kernel(), mount, seed), "worker");
      worker.setUncaughtExceptionHandler((_, e) -> failure[0] = e);
      worker.start();
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(600)).toNanos());
      disk.cut(mount);
      worker.join();
      assertThat(failure[0]).as("what a caller sees of it").isNull();
    }
  }

  /** Pulls, names and removes until the disk is gone. */
  private void work(Kernel kernel, Fd mount, long seed) {
    Random random = new Random(seed);
    try (StoreImageService service = service(kernel, mount)) {
      for (Image image : service.library().list()) {
        service.library().remove(Objects.requireNonNull(image.reference()));
      }
      while (true) {
        step(service, random);
        finished.incrementAndGet();
      }
    } catch (ImageException e) {
      assertThat(e).hasMessageMatching(GONE);
    }
  }

  private void step(StoreImageService service, Random random) {
    Reference name = named(random.nextInt(TAGS));
    switch (random.nextInt(5)) {
      case 0 -> {
        reported.remove(name);
        service.library().remove(name);
      }
      case 1 -> service.library().check(CheckDepth.CONTENT);
      default -> {
        service.library().pull(name, AMD64);
        reported.add(name);
      }
    }
  }

  private void lookAfterwards(LoopDisk disk, String what) {
    try (Fd mount = disk.mount();
        StoreImageService service = service(new LinuxKernel(), mount)) {
      assertThat(service.library().check(CheckDepth.TREES).findings()).as(what).isEmpty();
      List<Image> images = service.library().list();
      for (Image image : images) {
        assertThat(merged(service, image)).as(what).isEqualTo(trees.get(image.digest()));
      }
      assertThat(images).extracting(Image::reference).as(what).containsAll(reported);
    }
  }

  @Test
  void aDiskThatGoesAwayIsATypedError() throws Exception {
    try (LoopDisk disk = new LoopDisk(temp.resolve("disk"), 32);
        FaultyKernel kernel = FaultyKernel.killedAt(Integer.MAX_VALUE);
        Fd mount = disk.mount()) {
      Throwable[] thrown = new Throwable[1];
      try (StoreImageService service = service(kernel.kernel(), mount)) {
        service.library().pull(named(0), AMD64);
        disk.cut(mount);
        for (Runnable work :
            Arrays.<Runnable>asList(
                () -> service.library().pull(named(1), AMD64),
                () -> service.library().remove(named(0)),
                () -> service.library().check(CheckDepth.TREES),
                () -> service.library().repair(CheckDepth.PRESENCE))) {
          assertThat(catchThrowable(work::run))
              .isInstanceOf(ImageException.class)
              .hasMessageMatching(GONE);
        }
      } catch (ImageException e) {
        thrown[0] = e;
      }
      assertThat(thrown[0]).as("closing").isInstanceOf(ImageException.class);
    }
  }
}
