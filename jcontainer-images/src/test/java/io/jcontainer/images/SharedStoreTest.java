package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.CheckDepth;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Interposed;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.OtherJvm;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads and several JVMs on one store, some of which die. */
@Requires(Requirement.ROOT)
class SharedStoreTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final int KILLS = Integer.getInteger("store.kills", 6);
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private Config config;
  private StoreTree store;
  private SampleImage sample;
  private Reference reference;

  @BeforeEach
  void open() {
    server = FaultyServer.start();
    config = Config.defaults().withRoot(temp.resolve("root"));
    store = new StoreTree(config);
    sample = image(new Tar().directory("a").file("a/f", "1"), files(200), new Tar().file("z", "z"));
    sample.publish(server, "app", "1");
    reference = Reference.parse(server.authority() + "/app:1");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static SampleImage image(Tar... layers) {
    List<byte[]> archives = java.util.Arrays.stream(layers).map(Tar::bytes).toList();
    return SampleImage.of("amd64", TAR, archives.stream().map(Digest::sha256).toList(), archives);
  }

  private static Tar files(int count) {
    Tar tar = new Tar();
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[random.nextInt(20_000)];
      random.nextBytes(content);
      tar.file("dir" + i % 7 + "/f" + i, content, h -> {});
    }
    return tar;
  }

  private StoreImageService service() {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  private String blobPath(Digest digest) {
    return "/v2/app/blobs/" + digest;
  }

  private void slowly(Digest digest, Duration pause) {
    byte[] bytes = Objects.requireNonNull(sample.blobs().get(digest));
    server.on(
        blobPath(digest),
        request -> {
          LockSupport.parkNanos(pause.toNanos());
          return Reply.ok("application/octet-stream", bytes);
        });
  }

  private void isComplete() {
    try (StoreImageService service = service()) {
      Image image = service.library().pull(reference, AMD64.withPolicy(PullOptions.Policy.NEVER));
      try (RootFilesystem root = service.rootFilesystem(image)) {
        assertThat(root.layers()).hasSize(3);
        Map<String, String> files = Listing.of(root.layers().get(1));
        assertThat(files).hasSize(1 + 7 + 200);
        assertThat(Listing.of(root.layers().getLast())).containsEntry("a/f", "f 0644 0:0 \"1\"");
      }
    }
  }

  /** Whoever reads in between finds the record, and did not find the document. */
  @Test
  void anImageThatIsRemovedAndAddedAgainWhileItIsReadIsNotDamaged() {
    AtomicBoolean missing = new AtomicBoolean();
    String document = sample.config().hex();
    Kernel between =
        Interposed.on(
            new LinuxKernel(),
            (method, arguments) -> {
              if (method.getName().equals("open")
                  && document.equals(arguments[1])
                  && missing.compareAndSet(true, false)) {
                throw new KernelException("open", Errno.ENOENT);
              }
            });
    try (StoreImageService service = new StoreImageService(between, config)) {
      service.library().pull(reference, AMD64);
      missing.set(true);
      Image image = service.library().pull(reference, AMD64.withPolicy(PullOptions.Policy.NEVER));
      assertThat(missing).isFalse();
      assertThat(image.reference()).isEqualTo(reference);
    }
  }

  /** By its own name, and by another that it is to get. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void anImageThatIsRemovedWhileItIsPulledAgainIsNotDamaged(String tag) {
    String document = sample.config().hex();
    AtomicBoolean remove = new AtomicBoolean();
    sample.publish(server, "app", tag);
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (StoreImageService other =
            (StoreImageService) new StoreImageService.Factory().open(config);
        StoreImageService service =
            new StoreImageService(
                Interposed.on(
                    new LinuxKernel(),
                    (method, arguments) -> {
                      if (method.getName().equals("open")
                          && document.equals(arguments[1])
                          && remove.compareAndSet(true, false)) {
                        assertThat(other.library().remove(reference)).isTrue();
                      }
                    }),
                config)) {
      service.library().pull(reference, AMD64);
      remove.set(true);
      System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
      Reference again = Reference.parse(server.authority() + "/app:" + tag);
      Image image = service.library().pull(again, AMD64);
      assertThat(remove).isFalse();
      assertThat(image.digest()).isEqualTo(sample.digest());
      assertThat(service.library().find(again, Platform.parse("linux/amd64"))).contains(image);
      assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("damaged");
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void jvmsThatPullAtOnceDoTheWorkOnce() {
    slowly(sample.lastLayer(), Duration.ofSeconds(2));
    List<OtherJvm> jvms = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        jvms.add(new OtherJvm(config.root(), reference.toString()));
      }
      jvms.forEach(jvm -> jvm.awaitSaying("using"));
      jvms.forEach(OtherJvm::finish);
    } finally {
      jvms.forEach(OtherJvm::close);
    }
    sample
        .blobs()
        .keySet()
        .forEach(
            blob ->
                assertThat(server.requests(blobPath(blob)))
                    .as("requests for %s", blob)
                    .hasSizeBetween(1, blob.equals(sample.config()) ? 3 : 1));
    isComplete();
    assertThat(store.sessions()).isEmpty();
  }

  @Test
  void threadsThatPullAtOnceDoTheWorkOnce() throws Exception {
    slowly(sample.lastLayer(), Duration.ofMillis(300));
    try (StoreImageService service = service();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Image> pull = () -> service.library().pull(reference, AMD64);
      List<Future<Image>> images = threads.invokeAll(java.util.Collections.nCopies(12, pull));
      for (Future<Image> image : images) {
        assertThat(image.get().digest()).isEqualTo(sample.digest());
      }
      assertThat(store.staged()).isEmpty();
    }
    assertThat(server.requests(blobPath(sample.lastLayer()))).hasSize(1);
    isComplete();
  }

  @Test
  void aJvmThatIsKilledInTheMiddleLeavesNothingThatShows() {
    byte[] last = Objects.requireNonNull(sample.blobs().get(sample.lastLayer()));
    server.on(
        blobPath(sample.lastLayer()),
        Reply.ok("application/octet-stream", last).flawed(new Reply.Flaw.HangAfter(600)),
        Reply.ok("application/octet-stream", last));
    try (OtherJvm jvm = new OtherJvm(config.root(), reference.toString()).awaitSaying("opened")) {
      awaitRequest(blobPath(sample.lastLayer()));
      assertThat(jvm.isAlive()).isTrue();
      jvm.kill();
    }
    assertThat(store.staged()).as("what it left").isNotEmpty();
    assertThat(store.isEmpty()).isTrue();

    try (StoreImageService service = service()) {
      assertThat(store.staged()).as("what is left when the next one has opened").isEmpty();
      assertThat(service.library().list()).isEmpty();
      service.library().pull(reference, AMD64);
    }
    isComplete();
  }

  @Test
  void aJvmThatWaitsForOneThatIsKilledGoesOnByItself() {
    byte[] last = Objects.requireNonNull(sample.blobs().get(sample.lastLayer()));
    server.on(
        blobPath(sample.lastLayer()),
        Reply.ok("application/octet-stream", last).flawed(new Reply.Flaw.HangAfter(600)),
        Reply.ok("application/octet-stream", last));
    try (OtherJvm first = new OtherJvm(config.root(), reference.toString()).awaitSaying("opened")) {
      awaitRequest(blobPath(sample.lastLayer()));
      try (OtherJvm second =
          new OtherJvm(config.root(), reference.toString()).awaitSaying("opened")) {
        first.kill();
        second.awaitSaying("using").finish();
      }
    }
    isComplete();
  }

  @Test
  void killedAtAnyTimeItLeavesAllOrNothing() {
    Random random = new Random(4);
    for (int i = 0; i < KILLS; i++) {
      try (OtherJvm _ = new OtherJvm(config.root(), reference.toString()).awaitSaying("opened")) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1500)).toNanos());
      }
      try (StoreImageService service = service()) {
        assertThat(store.staged()).isEmpty();
        assertThat(service.library().check(CheckDepth.TREES).findings()).isEmpty();
        if (!service.library().list().isEmpty()) {
          isComplete();
          assertThat(service.library().remove(reference)).isTrue();
        }
        assertThat(store.isEmpty()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OtherJvm.BUILD, OtherJvm.COMMIT})
  void killedAtAnyTimeWhatItMakesIsThereOrNot(String work) {
    Random random = new Random(5);
    Reference made = Reference.parse(OtherJvm.MADE);
    for (int i = 0; i < KILLS; i++) {
      try (OtherJvm _ = new OtherJvm(config.root(), work).awaitSaying("opened")) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1500)).toNanos());
      }
      try (StoreImageService service = service()) {
        assertThat(store.staged()).isEmpty();
        assertThat(service.library().check(CheckDepth.TREES).findings()).isEmpty();
        service
            .library()
            .find(made)
            .ifPresent(image -> assertThat(service.library().validate(image)).isEmpty());
        service.library().remove(made);
        service.library().prune();
        assertThat(store.isEmpty()).isTrue();
      }
    }
    try (OtherJvm whole = new OtherJvm(config.root(), work).awaitSaying("using");
        StoreImageService service = service()) {
      assertThat(service.library().find(made)).isPresent();
      whole.finish();
    }
  }

  @Test
  void theUseOfAnImageEndsWithTheJvm() {
    try (OtherJvm jvm = new OtherJvm(config.root(), reference.toString()).awaitSaying("using")) {
      try (StoreImageService service = service()) {
        assertThat(service.library().remove(reference)).isTrue();
        assertThat(store.layers()).hasSize(3);
      }
      jvm.kill();
    }
    service().close();
    assertThat(store.isEmpty()).isTrue();
  }

  private void awaitRequest(String path) {
    while (server.requests(path).isEmpty()) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    // and until the bytes before the pause are unpacked, or as good as
    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
  }
}
