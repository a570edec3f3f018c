package io.jcontainer.images.testing;

import io.jcontainer.ByteSize;
import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageSpec;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.StoreImageService;
import io.jcontainer.junit.RandomImage;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A JVM of its own that pulls or makes an image and then uses it until its standard input ends. It
 * says {@code opened}, {@code using} and {@code done}.
 */
public final class OtherJvm implements AutoCloseable {
  /** In place of a reference: builds an image in layers. */
  public static final String BUILD = "--build";

  /** In place of a reference: builds one and commits changes on top of it. */
  public static final String COMMIT = "--commit";

  /** The name of what was built or committed. */
  public static final String MADE = "localhost/made:1";

  private final Process process;
  private final BufferedReader output;

  /** Starts one that pulls the reference into the store of a root. */
  public OtherJvm(Path root, String reference) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    try {
      process =
          new ProcessBuilder(
                  java.toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  OtherJvm.class.getName(),
                  root.toString(),
                  reference)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Waits until it says so; what else it says becomes the error. */
  public OtherJvm awaitSaying(String word) {
    StringBuilder said = new StringBuilder();
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(word)) {
          return this;
        }
        said.append(line).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("it never said " + word + " but\n" + said);
  }

  /** Lets it end in good order. */
  public void finish() {
    try {
      process.getOutputStream().close();
      awaitSaying("done");
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills it with a signal that it cannot catch. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    kill();
  }

  /** The program of the other JVM: root and reference. */
  public static void main(String[] arguments) throws IOException {
    Config config = Config.defaults().withRoot(Path.of(arguments[0]));
    try (ImageService service = new StoreImageService.Factory().open(config)) {
      System.out.println("opened");
      Image image = work(service, arguments[1]);
      try (RootFilesystem _ = service.rootFilesystem(image)) {
        System.out.println("using");
        System.in.readAllBytes();
      }
    }
    System.out.println("done");
  }

  private static Image work(ImageService service, String argument) {
    ImageSpec made = RandomImage.of(1).withLayers(3).withLayerSize(ByteSize.ofMiB(2)).spec();
    return switch (argument) {
      case BUILD -> service.library().build(made.withName(MADE));
      case COMMIT ->
          service.commit(
              service.library().build(made),
              new MadeChanges(new Tar().file("f", new byte[3_000_000], _ -> {}).bytes()),
              CommitOptions.defaults().withName(MADE));
      default ->
          service
              .library()
              .pull(
                  Reference.parse(argument),
                  PullOptions.defaults().withPlatform(Platform.parse("linux/amd64")));
    };
  }
}
