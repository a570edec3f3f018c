package io.jcontainer.benchmarks.library;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Digest;
import io.jcontainer.ExitStatus;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.Platform;
import io.jcontainer.linux.LinuxRuntime;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.ContainerRuntime;
import io.jcontainer.spi.RootFilesystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Containers that run {@code /bin/true}, one after another and timed: default isolation, limits on
 * memory, processes and processor time.
 */
public final class Starts implements AutoCloseable {
  private final ContainerRuntime runtime;
  private final Path rootFilesystem;
  private final Image image;

  /**
   * Opens the runtime.
   *
   * @param root directory of the runtime
   * @param rootFilesystem beneath it
   * @param spares processes that are kept ready
   */
  public Starts(Path root, Path rootFilesystem, int spares) {
    this(
        new LinuxRuntime.Factory()
            .open(Config.defaults().withRoot(root).withSpareProcesses(spares)),
        rootFilesystem);
  }

  /** Uses a runtime that is open, and owns it. */
  public Starts(ContainerRuntime runtime, Path rootFilesystem) {
    this.runtime = runtime;
    this.rootFilesystem = rootFilesystem;
    this.image = image(rootFilesystem);
  }

  /** An image of that one tree. */
  public static Image image(Path rootFilesystem) {
    return new Image(
        null,
        Digest.sha256(rootFilesystem.toString().getBytes(StandardCharsets.UTF_8)),
        Platform.host(),
        ImageConfig.ofEnvironment(Map.of("PATH", "/bin")),
        ByteSize.ofBytes(0));
  }

  /** What each container is: the limits are there, and none is felt. */
  public static ContainerSpec spec(Image image) {
    return Container.create(image)
        .withCommand("/bin/true")
        .withMemoryLimit(ByteSize.ofMiB(64))
        .withCpuLimit(1)
        .withPidsLimit(64)
        .spec();
  }

  /**
   * Runs containers.
   *
   * @param gap a pause before each
   * @throws IllegalStateException if one does not succeed
   */
  public List<Sample> run(int count, Duration gap) throws InterruptedException {
    List<Sample> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (gap.isPositive()) {
        Thread.sleep(gap);
      }
      samples.add(one());
    }
    return samples;
  }

  private Sample one() throws InterruptedException {
    long begun = System.nanoTime();
    Container container =
        runtime.create(
            spec(image),
            ContainerImages.withoutStore(
                _ -> new RootFilesystem(List.of(rootFilesystem), List.of(), () -> {})));
    container.start();
    long started = System.nanoTime();
    ExitStatus status = container.waitFor();
    long ended = System.nanoTime();
    container.close();
    long removed = System.nanoTime();
    if (!status.isSuccess()) {
      throw new IllegalStateException("/bin/true ended with " + status);
    }
    return new Sample(started - begun, ended - started, removed - ended);
  }

  @Override
  public void close() {
    runtime.close();
  }
}
