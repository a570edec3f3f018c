package io.jcontainer.linux;

import io.jcontainer.ByteSize;
import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.Digest;
import io.jcontainer.ExitStatus;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.Output;
import io.jcontainer.Platform;
import io.jcontainer.RunResult;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.container.EventLoop;
import io.jcontainer.linux.container.LoopSchedule;
import io.jcontainer.linux.container.Schedule;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.RootFilesystem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** A runtime with a root directory of its own and a busybox image, for one test. */
public final class TestEngine implements ContainerImages, AutoCloseable {
  private final Path root;
  private final BusyboxImage busybox;
  private final LinuxRuntime runtime;
  private final Map<Image, Supplier<RootFilesystem>> others = new HashMap<>();

  private TestEngine(Path root, Kernel kernel, Function<EventLoop, Schedule> time) {
    this.root = root;
    this.busybox = BusyboxImage.in(root);
    this.runtime = new LinuxRuntime(Config.defaults().withRoot(root), kernel, time);
  }

  /** An engine on the host's kernel. */
  public static TestEngine open(Path root) {
    return open(root, new LinuxKernel());
  }

  /** An engine on the host's kernel in a time of its own. */
  public static TestEngine open(Path root, Schedule time) {
    return new TestEngine(root, new LinuxKernel(), _ -> time);
  }

  /** An engine on another kernel. */
  public static TestEngine open(Path root, Kernel kernel) {
    return new TestEngine(root, kernel, LoopSchedule::new);
  }

  /** The engine's root directory. */
  public Path root() {
    return root;
  }

  /** The image that its containers run from. */
  public BusyboxImage busybox() {
    return busybox;
  }

  /** The runtime itself. */
  public LinuxRuntime runtime() {
    return runtime;
  }

  /** Begins the description of a container that runs a shell script. */
  public ContainerBuilder shell(String script) {
    return command("/bin/sh", "-c", script);
  }

  /** Begins the description of a container that runs a command. */
  public ContainerBuilder command(String... command) {
    return Container.create(busybox.image()).withCommand(command);
  }

  /** Gives the engine another image, which containers of it can mount. */
  public Image addImage(String name, Supplier<RootFilesystem> tree) {
    Image image =
        new Image(
            null,
            Digest.sha256(name.getBytes(StandardCharsets.UTF_8)),
            Platform.host(),
            ImageConfig.ofEnvironment(Map.of()),
            ByteSize.ofBytes(0));
    others.put(image, tree);
    return image;
  }

  @Override
  public RootFilesystem rootFilesystem(Image image) {
    return others.getOrDefault(image, busybox::rootFilesystem).get();
  }

  /** The layer is kept as it is written, and the image stays what it was. */
  @Override
  public Image commit(Image base, Changes changes, CommitOptions options) {
    try (OutputStream tar = Files.newOutputStream(committed())) {
      changes.writeTo(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return base;
  }

  /** The layer that was committed last, as a tar archive. */
  public Path committed() {
    return root.resolve("committed.tar");
  }

  /** Makes a container of this engine. */
  public Container create(ContainerBuilder builder) {
    return runtime.create(builder.spec(), this);
  }

  /** Makes and starts a container of this engine. */
  public Container start(ContainerBuilder builder) {
    Container container = create(builder);
    try {
      container.start();
      return container;
    } catch (RuntimeException e) {
      container.close();
      throw e;
    }
  }

  /** Runs a container of this engine to its end. */
  public RunResult run(ContainerBuilder builder) throws InterruptedException {
    try (Container container = start(builder)) {
      ExitStatus status = container.waitFor();
      Output output = container.logs();
      return new RunResult(
          status, output.stdoutText(), output.stderrText(), output.truncated(), container.usage());
    }
  }

  @Override
  public void close() {
    runtime.close();
  }
}
