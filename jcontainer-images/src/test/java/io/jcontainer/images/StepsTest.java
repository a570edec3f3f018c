package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jcontainer.CheckDepth;
import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageException;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageIndex;
import io.jcontainer.ImageIndexes;
import io.jcontainer.ImageLibrary;
import io.jcontainer.ImageSpec;
import io.jcontainer.LayerSpec;
import io.jcontainer.LoadOptions;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.FaultyKernel;
import io.jcontainer.images.testing.MadeChanges;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever changes the store is killed before each single change it makes, and each is made to
 * fail: then the store is sound, and the same works again.
 */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class StepsTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  /** The name of what is made of the image {@code app:old}. */
  private static final Reference MADE = Reference.parse("localhost/made:1");

  /** Of how many steps one is tried; 1 tries all. */
  private static final int KILL_STRIDE = Integer.getInteger("store.stride", 11);

  private static final int FAIL_STRIDE = Integer.getInteger("store.stride", 37);

  @RegisterExtension final Scratch temp = new Scratch();
  private final Map<Digest, Map<String, String>> trees = new HashMap<>();
  private FaultyServer server;
  private Path template;
  private int attempts;

  /** What is done with a store that has the image {@code app:old} by two names. */
  enum Work {
    PULL {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        library.pull(test.named("new"), AMD64);
      }
    },
    MOVE {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        test.publish(test.newer(), "old");
        library.pull(test.named("old"), AMD64);
        library.remove(test.named("older"));
      }
    },
    TAG {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        Image image = library.find(test.named("older"), AMD64.platform()).orElseThrow();
        library.tag(image, test.named("tagged"));
      }
    },
    REMOVE {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        library.remove(test.named("old"));
        library.remove(test.named("older"));
      }
    },
    PRUNE {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        library.prune(_ -> true);
      }
    },
    SAVE {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        Image image = library.find(test.named("older"), AMD64.platform()).orElseThrow();
        library.save(List.of(image), test.temp.resolve("saved"), ImageFormat.OCI_ARCHIVE);
      }
    },
    LOAD {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        library.load(test.temp.resolve("archive"), LoadOptions.defaults().withArchiveNames());
      }
    },
    INDEX {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        Image image = library.find(test.named("older"), AMD64.platform()).orElseThrow();
        ImageIndexes indexes = library.indexes();
        ImageIndex index =
            ImageIndex.empty().with(indexes.entry(image)).with(indexes.entries(test.named("new")));
        indexes.store(index, Reference.parse("localhost/index:1"));
      }
    },
    IMPORT {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        byte[] tar = new Tar().file("imported", "yes").bytes();
        library.importTar(
            new ByteArrayInputStream(tar),
            Reference.parse("localhost/imported:1"),
            ImageConfig.ofEnvironment(Map.of()));
      }
    },
    BUILD {
      @Override
      void run(StepsTest test, ImageLibrary library) {
        Image base = library.find(test.named("older"), AMD64.platform()).orElseThrow();
        library.build(
            ImageSpec.from(base)
                .withLayer(LayerSpec.empty().withFile("/made", "yes"))
                .withLayer(LayerSpec.empty().withFile("/large", new byte[1_500_000]))
                .withName(MADE));
      }
    },
    COMMIT {
      @Override
      void run(StepsTest test, StoreImageService service) {
        Image base = service.library().find(test.named("older"), AMD64.platform()).orElseThrow();
        byte[] changes = new Tar().file("made", "yes").bytes();
        service.commit(base, new MadeChanges(changes), CommitOptions.defaults().withName(MADE));
      }

      @Override
      void run(StepsTest test, ImageLibrary library) {
        throw new IllegalStateException("a library commits nothing");
      }
    };

    abstract void run(StepsTest test, ImageLibrary library);

    void run(StepsTest test, StoreImageService service) {
      run(test, service.library());
    }
  }

  @BeforeEach
  void makeTheTemplate() {
    server = FaultyServer.start();
    publish(older(), "old");
    publish(older(), "older");
    publish(newer(), "new");
    template = temp.resolve("template");
    try (StoreImageService service = service(new LinuxKernel(), template)) {
      Image image = service.library().pull(named("new"), AMD64);
      trees.put(image.digest(), merged(service, image));
      service.library().save(List.of(image), temp.resolve("archive"), ImageFormat.OCI_ARCHIVE);
      service.library().remove(named("new"));
      Image old = service.library().pull(named("old"), AMD64);
      service.library().pull(named("older"), AMD64);
      trees.put(old.digest(), merged(service, old));
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private SampleImage older() {
    return sample(
        new Tar().directory("a").file("a/f", "1").directory("b"),
        new Tar().directory("a").file("a/.wh.f", "").file("a/g", "2"));
  }

  private SampleImage newer() {
    return sample(
        new Tar().directory("a").file("a/f", "1").directory("b"),
        new Tar().file("new/f", "x".repeat(10_000)).hardLink("new/h", "a/f"));
  }

  private static SampleImage sample(Tar... layers) {
    List<byte[]> archives = Arrays.stream(layers).map(Tar::bytes).toList();
    return SampleImage.of("amd64", TAR, archives.stream().map(Digest::sha256).toList(), archives);
  }

  private void publish(SampleImage image, String tag) {
    image.publish(server, "app", tag);
  }

  private Reference named(String tag) {
    return Reference.parse(server.authority() + "/app:" + tag);
  }

  private static StoreImageService service(Kernel kernel, Path root) {
    return new StoreImageService(kernel, Config.defaults().withRoot(root));
  }

  private static Map<String, String> merged(StoreImageService service, Image image) {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  private Path copyOfTemplate() {
    Path copy = temp.resolve("store" + attempts++);
    try {
      int code =
          new ProcessBuilder("cp", "-a", template.toString(), copy.toString())
              .inheritIO()
              .start()
              .waitFor();
      assertThat(code).isZero();
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** All that it has is whole, and what is not there leaves no trace. */
  private void isSound(Path root, String what) {
    try (StoreImageService service = service(new LinuxKernel(), root)) {
      assertThat(new StoreTree(Config.defaults().withRoot(root)).staged()).as(what).isEmpty();
      assertThat(service.library().check(CheckDepth.TREES).findings()).as(what).isEmpty();
      for (Image image : service.library().list()) {
        Map<String, String> tree = merged(service, image);
        if (trees.containsKey(image.digest())) {
          assertThat(tree).as(what).isEqualTo(trees.get(image.digest()));
        } else {
          String[] files =
              MADE.equals(image.reference())
                  ? new String[] {".", "a/g", "made"}
                  : new String[] {".", "imported"};
          assertThat(tree).as(what).containsKeys(files);
        }
      }
    }
  }

  private void works(Work work, Path root, String what) {
    try (StoreImageService service = service(new LinuxKernel(), root)) {
      if (Set.of(Work.TAG, Work.SAVE, Work.INDEX, Work.BUILD, Work.COMMIT).contains(work)) {
        assertThat(service.library().find(named("older"), AMD64.platform())).as(what).isPresent();
      }
      work.run(this, service);
      assertThat(service.library().check(CheckDepth.TREES).isClean()).as(what).isTrue();
    }
  }

  private void cleanUp(Path root) {
    try (Stream<Path> left = Files.list(temp.path())) {
      assertThat(left.map(String::valueOf)).noneMatch(name -> name.contains(".jcontainer-"));
      assertThat(new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publish(older(), "old");
  }

  @ParameterizedTest
  @EnumSource
  void killedBeforeAnyChange(Work work) {
    boolean killed = true;
    int step = 1;
    for (; killed; step += KILL_STRIDE) {
      String what = work + " killed at step " + step;
      Path root = copyOfTemplate();
      try (FaultyKernel faulty = FaultyKernel.killedAt(step)) {
        Throwable thrown = catchThrowable(() -> openAndRun(work, faulty.kernel(), root));
        killed = faulty.hasFailed();
        assertThat(thrown != null).as(what).isEqualTo(killed);
      }
      isSound(root, what);
      works(work, root, what);
      cleanUp(root);
    }
    assertThat(step).isGreaterThan(5);
  }

  private void openAndRun(Work work, Kernel kernel, Path root) {
    try (StoreImageService service = service(kernel, root)) {
      work.run(this, service);
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(Work.values())
        .flatMap(
            work ->
                Stream.of(Errno.ENOSPC, Errno.EROFS, Errno.EIO)
                    .map(errno -> Arguments.of(work, errno)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failedAtAnyChange(Work work, Errno errno) {
    boolean failed = true;
    // another offset for each, so that a stride leaves out others
    for (int step = 1 + errno.number() % FAIL_STRIDE; failed; step += FAIL_STRIDE) {
      String what = work + " fails with " + errno.name() + " at step " + step;
      Path root = copyOfTemplate();
      try (FaultyKernel faulty = FaultyKernel.failingAt(step, errno)) {
        Throwable thrown = catchThrowable(() -> openAndRun(work, faulty.kernel(), root));
        failed = faulty.hasFailed();
        if (thrown != null) {
          assertThat(thrown).as(what).isInstanceOf(ImageException.class);
          assertThat(thrown).as(what).hasMessageContaining(errno.name());
        }
      }
      isSound(root, what);
      works(work, root, what);
      cleanUp(root);
    }
  }
}
