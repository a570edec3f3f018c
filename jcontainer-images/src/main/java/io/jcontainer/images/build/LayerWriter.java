package io.jcontainer.images.build;

import io.jcontainer.ByteSize;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerSpec;
import io.jcontainer.images.archive.Decompressed;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.kernel.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what is to become a layer as a tar stream without compression. */
public final class LayerWriter {
  private final Kernel kernel;
  private final ImageStore store;
  private final ByteSize most;

  /**
   * A writer.
   *
   * @param store has a place for content whose length is not known before it is read
   * @param most bytes that are written
   */
  public LayerWriter(Kernel kernel, ImageStore store, ByteSize most) {
    this.kernel = kernel;
    this.store = store;
    this.most = most;
  }

  /**
   * Writes a layer. The same files are the same bytes.
   *
   * @param out not closed
   * @throws InvalidSpecException if something is missing, unreadable, of a kind that no layer
   *     holds, changes meanwhile, or is in the layer twice
   * @throws ImageArchiveException if an archive cannot be read
   */
  public void write(LayerSpec layer, OutputStream out) {
    if (layer.archive().isPresent()) {
      copy(layer.archive().get(), out);
      return;
    }
    LayerStream stream = new LayerStream(out);
    FileContent contents = new FileContent(kernel, store, most, stream);
    new LayerWalk(new HostTree(kernel), contents, stream).write(SpecTree.of(layer));
    stream.end();
  }

  private void copy(Path archive, OutputStream out) {
    if (!Files.isRegularFile(archive)) {
      throw new InvalidSpecException(
          "layer of " + archive, "there is no such file: name a tar archive");
    }
    try (InputStream in = Files.newInputStream(archive)) {
      Decompressed.copy(in, out, archive.toString(), most);
    } catch (IOException e) {
      throw ImageArchiveException.reading(archive.toString(), e);
    }
  }
}
