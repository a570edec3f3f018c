package io.jcontainer.images.host;

import io.jcontainer.ByteSize;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Platform;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Compression;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.Addition;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.LayerName;
import io.jcontainer.images.store.StagedLayer;
import io.jcontainer.images.unpack.LayerBlob;
import io.jcontainer.images.unpack.LayerUnpack;
import io.jcontainer.images.unpack.LowerTrees;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.spi.RootFilesystem.HostTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The image of the host that this runs on. It is made when it is first asked for, and again when
 * the files of the host that it copies have changed.
 */
public final class HostImage {
  /** The type of the list that the image's digest is of. */
  static final String TYPE = "application/vnd.jcontainer.host.v1";

  private static final Path HOST = Path.of("/");
  private static final String PATH_VARIABLE =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Kernel kernel;
  private final ImageStore store;
  private final Path root;

  /** The image of this host, kept in a store. */
  public HostImage(Kernel kernel, ImageStore store) {
    this(kernel, store, HOST);
  }

  /** Whether a record is that of a host. */
  public static boolean isHost(ImageRecord image) {
    return image.type().equals(TYPE);
  }

  HostImage(Kernel kernel, ImageStore store, Path root) {
    this.kernel = kernel;
    this.store = store;
    this.root = root;
  }

  /**
   * The image as the host is now.
   *
   * @throws ImageStoreException if the host's files cannot be read or the store cannot be written
   */
  public Image image() {
    Content content = read();
    Digest digest = Digest.sha256(content.listing());
    boolean isCurrent =
        store
            .findHost()
            .filter(image -> image.digest().equals(digest))
            .filter(store::isComplete)
            .isPresent();
    if (!isCurrent) {
      add(content, digest);
      store.collect();
    }
    return new Image(
        null,
        digest,
        Platform.host(),
        ImageConfig.ofEnvironment(Map.of("PATH", PATH_VARIABLE)),
        ByteSize.ofBytes(0));
  }

  /** What the image is made of. */
  private static final class Content {
    private final byte[] archive;
    private final Digest layer;
    private final List<HostTree> trees;

    Content(byte[] archive, List<HostTree> trees) {
      this.archive = archive;
      this.layer = Digest.sha256(archive);
      this.trees = trees;
    }

    byte[] listing() {
      StringBuilder text = new StringBuilder("layer " + layer + "\n");
      trees.forEach(
          tree -> text.append(tree.host()).append(' ').append(tree.target()).append('\n'));
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  private Content read() {
    try (BaseLayer layer = new BaseLayer()) {
      List<HostTree> trees = HostTrees.addTo(layer, root);
      HostFiles.addTo(layer, root);
      return new Content(layer.finish(), trees);
    } catch (IOException e) {
      throw new ImageStoreException("cannot read the files of this host: " + e.getMessage(), e);
    }
  }

  private void add(Content content, Digest digest) {
    LayerName name = LayerName.ofHost(content.layer);
    ImageRecord image =
        new ImageRecord(digest, TYPE, List.of(), List.of(name), content.trees, List.of(), 0);
    try (Addition addition = store.add(List.of(name))) {
      addition.lock(content.layer);
      Map<StagedLayer, LayerName> layers =
          addition.find(name).isPresent() ? Map.of() : Map.of(unpack(content, addition), name);
      addition.commit(image, layers, Map.of(digest, content.listing()), Optional.empty());
    }
  }

  private StagedLayer unpack(Content content, Addition addition) {
    StagedLayer staged = addition.stage();
    Digest digest = content.layer;
    long size = content.archive.length;
    LayerBlob blob = new LayerBlob(digest, size, Compression.NONE, digest);
    VerifiedStream stored =
        new VerifiedStream(
            new ByteArrayInputStream(content.archive),
            Descriptor.of("application/vnd.oci.image.layer.v1.tar", digest, size),
            blob.part());
    new LayerUnpack(kernel, ImageLimits.defaults())
        .unpack(stored, blob, staged.directory(), () -> new LowerTrees(kernel, List.of()));
    return staged;
  }
}
