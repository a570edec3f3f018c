package io.jcontainer.images.testing;

import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.StoreImageService;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A JVM of its own whose threads pull images and use them, and remove them again, while one more
 * prunes. It says how often it used one, and what went wrong.
 */
public final class Puller {
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  private final ImageService service;
  private final List<Reference> references;
  private final long end;
  private final AtomicInteger uses = new AtomicInteger();

  private Puller(ImageService service, List<Reference> references, long end) {
    this.service = service;
    this.references = references;
    this.end = end;
  }

  /** Root, threads, seconds and references. */
  public static void main(String[] arguments) throws Exception {
    Config config = Config.defaults().withRoot(Path.of(arguments[0]));
    int threads = Integer.parseInt(arguments[1]);
    long end = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000L;
    List<Reference> references = Arrays.stream(arguments).skip(3).map(Reference::parse).toList();
    try (ImageService service = new StoreImageService.Factory().open(config)) {
      Puller puller = new Puller(service, references, end);
      Thread[] all = new Thread[threads + 1];
      for (int i = 0; i < threads; i++) {
        int seed = i;
        all[i] = new Thread(() -> puller.pull(new Random(seed ^ ProcessHandle.current().pid())));
      }
      all[threads] = new Thread(puller::prune);
      for (Thread thread : all) {
        thread.setUncaughtExceptionHandler((_, e) -> e.printStackTrace(System.out));
        thread.start();
      }
      for (Thread thread : all) {
        thread.join();
      }
      System.out.println("uses " + puller.uses.get());
    }
  }

  private void prune() {
    while (System.nanoTime() < end) {
      service.library().prune(_ -> true);
    }
  }

  private void pull(Random random) {
    while (System.nanoTime() < end) {
      Reference reference = references.get(random.nextInt(references.size()));
      try {
        use(service.library().pull(reference, AMD64));
      } catch (ImageStoreException e) {
        // whoever prunes may be quicker than who uses
        if (!String.valueOf(e.getMessage()).contains("was removed from the store")) {
          throw e;
        }
      }
      if (random.nextInt(8) == 0) {
        service.library().remove(reference);
      }
    }
  }

  /** Every file of the image can be read as long as it is used. */
  private void use(Image image) {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      for (Path layer : root.layers()) {
        try (Stream<Path> files = Files.walk(layer)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            Files.readAllBytes(file);
          }
        }
      }
      uses.incrementAndGet();
    } catch (IOException e) {
      throw new IllegalStateException("a file of an image in use went away", e);
    }
  }
}
