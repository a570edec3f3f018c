package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.Image;
import io.jcontainer.Mount;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.RootFilesystem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The leases of the images that one container needs: its own, and those that it mounts. */
final class ImageLeases implements AutoCloseable {
  private final ContainerImages images;
  private final RootFilesystem root;
  private final Map<Image, RootFilesystem> all;
  private final Owned owned;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ImageLeases(
      ContainerImages images, RootFilesystem root, Map<Image, RootFilesystem> all, Owned owned) {
    this.images = images;
    this.root = root;
    this.all = all;
    this.owned = owned;
  }

  /** Takes them, or none. */
  static ImageLeases take(ContainerSpec spec, ContainerImages images) {
    Owned owned = new Owned();
    Map<Image, RootFilesystem> all = new LinkedHashMap<>();
    try {
      RootFilesystem root = owned.add(images.rootFilesystem(spec.image()));
      all.put(spec.image(), root);
      for (Mount mount : spec.mounts()) {
        if (mount instanceof Mount.OfImage shown && !all.containsKey(shown.image())) {
          all.put(shown.image(), owned.add(images.rootFilesystem(shown.image())));
        }
      }
      return new ImageLeases(images, root, all, owned);
    } catch (RuntimeException | Error e) {
      owned.closeAfter(e);
      throw e;
    }
  }

  /** Where they are from. */
  ContainerImages images() {
    return images;
  }

  /** The container's own image. */
  RootFilesystem root() {
    return root;
  }

  /** One of those that it mounts. */
  RootFilesystem of(Image image) {
    return Optional.ofNullable(all.get(image))
        .orElseThrow(() -> new IllegalArgumentException("image " + image + " is not leased"));
  }

  /** What somebody else locks who shall keep them, too. */
  List<Path> lockFiles() {
    return all.values().stream().map(RootFilesystem::lockFile).flatMap(Optional::stream).toList();
  }

  /** Something that is closed with the leases, before them. */
  <T extends AutoCloseable> T closing(T thing) {
    return owned.add(thing);
  }

  /** Ends them all. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      owned.close();
    }
  }
}
