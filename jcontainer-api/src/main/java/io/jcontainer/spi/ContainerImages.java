package io.jcontainer.spi;

import io.jcontainer.CommitOptions;
import io.jcontainer.ContainerFileException;
import io.jcontainer.Image;
import io.jcontainer.ImageException;
import io.jcontainer.InvalidSpecException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;

/** The images of an engine as its runtime sees them. Safe for use by many threads. */
public interface ContainerImages {
  /** File trees without a store, so that no image can be made. */
  static ContainerImages withoutStore(Function<Image, RootFilesystem> roots) {
    return new ContainerImages() {
      @Override
      public RootFilesystem rootFilesystem(Image image) {
        return roots.apply(image);
      }

      @Override
      public Image commit(Image base, Changes changes, CommitOptions options) {
        throw new InvalidSpecException(
            "an image of a container of " + base, "there is no store to put it into");
      }
    };
  }

  /**
   * The file tree of an image, leased until closed: nothing of it is removed before that, not even
   * by another JVM.
   *
   * @throws ImageException if the store no longer has the image
   */
  RootFilesystem rootFilesystem(Image image);

  /**
   * Makes an image of another and a layer on top of it.
   *
   * @param base which has a lease as long as this lasts
   * @param changes asked for once, when all else is known to be good
   * @throws InvalidSpecException if the base has no layers
   * @throws ImageException if the image cannot be stored, or is larger than the limits
   */
  Image commit(Image base, Changes changes, CommitOptions options);

  /** What a container has changed in its image's files. */
  interface Changes {
    /** The program and arguments that made them, for the image's history. */
    List<String> command();

    /**
     * Writes them as a layer of an image: a tar archive without compression, owners as inside the
     * container. The same files are the same bytes.
     *
     * @param tar not closed. What it throws is thrown here
     * @throws ContainerFileException if they cannot be read, or no layer can have them
     * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI image
     *     specification, layer file system changesets</a>
     */
    void writeTo(OutputStream tar);
  }
}
