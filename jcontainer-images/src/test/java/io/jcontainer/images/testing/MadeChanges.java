package io.jcontainer.images.testing;

import io.jcontainer.spi.ContainerImages.Changes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Changes of a container that are there already. */
public final class MadeChanges implements Changes {
  private final byte[] tar;

  /** Those of a tar archive. */
  public MadeChanges(byte[] tar) {
    this.tar = tar.clone();
  }

  @Override
  public List<String> command() {
    return List.of("sh", "-c", "make it");
  }

  @Override
  public void writeTo(OutputStream out) {
    try {
      out.write(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
