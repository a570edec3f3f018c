package io.jcontainer.images.check;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.IndexRecord;
import io.jcontainer.images.store.LayerName;
import io.jcontainer.images.store.StoreCare;
import io.jcontainer.images.unpack.RootDirectory;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the record of an image from its documents and the layers that the store has. */
final class RecordRebuild {
  private final Kernel kernel;
  private final ImageStore store;
  private final StoreCare care;

  RecordRebuild(Kernel kernel, ImageStore store) {
    this.kernel = kernel;
    this.store = store;
    this.care = store.care();
  }

  /** The record; empty if the store has not all that it would name. */
  Optional<ImageRecord> rebuild(Digest image) {
    List<Fd> layers = new ArrayList<>();
    try {
      byte[] bytes = store.document(image);
      String part = "manifest " + image;
      if (!(parse(bytes, part) instanceof Manifest manifest)) {
        return Optional.of(index(image, bytes, part));
      }
      ConfigFile config = ConfigFile.parse(store.document(manifest.config().digest()), part);
      config.requireLayersOf(manifest, part);
      List<LayerName> names = new ArrayList<>();
      if (!find(config.config().diffIds(), names, layers)) {
        return Optional.empty();
      }
      return Optional.of(
          new ImageRecord(
              image,
              manifest.type().mediaType(),
              List.of(manifest.config().digest()),
              names,
              List.of(),
              manifest.layers().stream()
                  .map(layer -> layer.descriptor().digest())
                  .distinct()
                  .toList(),
              manifest.layersSize()));
    } catch (ImageException _) {
      return Optional.empty();
    } finally {
      layers.forEach(Fd::close);
    }
  }

  /** The record of an index, whose documents have to be there. */
  private ImageRecord index(Digest digest, byte[] bytes, String part) {
    FetchedDocument index = new FetchedDocument(digest, bytes, Optional.empty(), part);
    return IndexRecord.of(index, new StoredDocuments(store));
  }

  /**
   * The documents of a store.
   *
   * @param store they are in
   */
  private record StoredDocuments(ImageStore store) implements ImageSource {
    @Override
    public String name() {
      return "the store";
    }

    @Override
    public VerifiedStream blob(Descriptor blob) {
      byte[] bytes = store.document(blob.digest());
      return new VerifiedStream(new ByteArrayInputStream(bytes), blob, "blob " + blob.digest());
    }
  }

  /** The bytes need not say what they are: then they are what most images are. */
  private static Document parse(byte[] bytes, String part) {
    try {
      return Document.parse(bytes, Optional.empty(), part);
    } catch (ImageException _) {
      return Document.parse(bytes, Optional.of(DocumentType.OCI_MANIFEST.mediaType()), part);
    }
  }

  /** Whether all layers are there: their names, and the directories, lowest first. */
  private boolean find(List<Digest> diffIds, List<LayerName> names, List<Fd> layers) {
    List<Digest> chainIds = LayerName.chainIds(diffIds);
    for (int i = 0; i < diffIds.size(); i++) {
      if (!open(LayerName.over(chainIds.get(i)), names, layers)
          && !open(LayerName.alone(diffIds.get(i)), names, layers)) {
        return false;
      }
    }
    Optional<LayerName> root =
        RootDirectory.inherited(kernel, layers.reversed())
            .map(directory -> LayerName.ofRoot(directory.digest()));
    return root.isEmpty() || open(root.get(), names, layers);
  }

  private boolean open(LayerName name, List<LayerName> names, List<Fd> layers) {
    @Nullable Fd directory = care.layer(name);
    if (directory == null) {
      return false;
    }
    names.add(name);
    layers.add(directory);
    return true;
  }
}
