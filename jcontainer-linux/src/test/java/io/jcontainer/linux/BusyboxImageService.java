package io.jcontainer.linux;

import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageLibrary;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;

/** For tests that come in through the front door: its only image is busybox. */
public final class BusyboxImageService implements ImageService {
  private final BusyboxImage busybox;

  private BusyboxImageService(BusyboxImage busybox) {
    this.busybox = busybox;
  }

  /** For {@link java.util.ServiceLoader}. */
  public static final class Factory implements ImageService.Factory {
    /** For {@link java.util.ServiceLoader}. */
    public Factory() {}

    @Override
    public ImageService open(Config config) {
      return new BusyboxImageService(BusyboxImage.in(config.root()));
    }
  }

  @Override
  public ImageLibrary library() {
    throw new ImageNotFoundException(
        "any but the host's", "the tests of this module", "use the host image");
  }

  @Override
  public Image host() {
    return busybox.image();
  }

  @Override
  public RootFilesystem rootFilesystem(Image image) {
    return busybox.rootFilesystem();
  }

  @Override
  public Image commit(Image base, Changes changes, CommitOptions options) {
    throw new ImageNotFoundException(base.name(), "a store", "there is none in these tests");
  }

  @Override
  public void close() {
    // it holds nothing
  }
}
