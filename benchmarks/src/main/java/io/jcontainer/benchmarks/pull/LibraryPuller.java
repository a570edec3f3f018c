package io.jcontainer.benchmarks.pull;

import com.sun.management.OperatingSystemMXBean;
import io.jcontainer.Config;
import io.jcontainer.ImageLibrary;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.StoreImageService;
import io.jcontainer.spi.ImageService;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** This library, in this JVM. */
public final class LibraryPuller implements Puller {
  private final String name;
  private final ImageService service;
  private final OperatingSystemMXBean machine =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /**
   * With a store of its own.
   *
   * @param root the library's directory
   * @param registry host and port, spoken to without TLS
   */
  public LibraryPuller(String name, Path root, String registry) {
    this.name = name;
    this.service =
        new StoreImageService.Factory()
            .open(Config.defaults().withRoot(root).withInsecureRegistry(registry));
  }

  @Override
  public String name() {
    return name;
  }

  /** The processor time is that of the whole JVM, its compilers and collectors included. */
  @Override
  public Taken pull(String reference) {
    long cpu = machine.getProcessCpuTime();
    long begun = System.nanoTime();
    var _ = library().pull(Reference.parse(reference), PullOptions.defaults());
    long wall = System.nanoTime() - begun;
    return new Taken(wall, machine.getProcessCpuTime() - cpu);
  }

  @Override
  public void remove(String reference) {
    library().remove(Reference.parse(reference));
  }

  /** Its images. */
  public ImageLibrary library() {
    return service.library();
  }

  @Override
  public void close() {
    service.close();
  }
}
