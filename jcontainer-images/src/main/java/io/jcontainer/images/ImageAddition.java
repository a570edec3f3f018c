package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Layer;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.store.Addition;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.LayerName;
import io.jcontainer.images.store.NameRecord;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the image of a manifest into the store: its configuration, and those of its layers that the
 * store does not have. It becomes visible when all of it is there.
 *
 * @param source where the parts come from
 * @param keeping which layers are kept as they came, too
 */
record ImageAddition(
    Kernel kernel,
    ImageStore store,
    ImageLimits limits,
    ImageSource source,
    ArchiveKeeping keeping) {
  private static final Logger LOG = LoggerFactory.getLogger(ImageAddition.class);

  /**
   * The image, now in the store and of that name.
   *
   * @param fetched its manifest
   */
  ImageRecord add(NameRecord name, FetchedDocument fetched) {
    Manifest manifest = manifest(name, fetched);
    return known(name, manifest).orElseGet(() -> add(name, fetched, manifest));
  }

  private static Manifest manifest(NameRecord name, FetchedDocument fetched) {
    if (fetched.document() instanceof Manifest manifest) {
      return manifest;
    }
    throw new InvalidImageException(
        "manifest of " + name.reference(), "it is an index within an index", null);
  }

  /** The image if the store has it already, then with the new name. */
  private Optional<ImageRecord> known(NameRecord name, Manifest manifest) {
    try {
      Optional<ImageRecord> image = store.find(name.image());
      if (image.isEmpty() || !hasArchives(manifest)) {
        return Optional.empty();
      }
      requireRunsOn(image.get(), name);
      return store.name(name) ? image : Optional.empty();
    } catch (ImageStoreException e) {
      if (store.hasRecord(name.image())) {
        LOG.warn("{} is fetched anew: {}", name.reference(), e.getMessage());
      } // otherwise somebody has just removed it
      return Optional.empty();
    }
  }

  private boolean hasArchives(Manifest manifest) {
    return manifest.layers().stream()
        .map(Layer::descriptor)
        .filter(layer -> keeping.always().test(layer.digest()))
        .allMatch(store::hasArchive);
  }

  private void requireRunsOn(ImageRecord image, NameRecord name) {
    String part = configOf(name);
    ConfigFile.parse(store.document(image, image.blobs().getFirst()), part)
        .requireRunsOn(name.platform(), part);
  }

  private static String configOf(NameRecord name) {
    return "configuration of " + name.reference();
  }

  private ImageRecord add(NameRecord name, FetchedDocument fetched, Manifest manifest) {
    if (manifest.layers().size() > limits.layers()) {
      throw new InvalidImageException(
          "manifest of " + name.reference(),
          "it has " + manifest.layers().size() + " layers, more than " + limits.layers(),
          null);
    }
    byte[] configBytes = source.smallBlob(manifest.config());
    ConfigFile config = ConfigFile.parse(configBytes, configOf(name));
    config.requireLayersOf(manifest, configOf(name));
    config.requireRunsOn(name.platform(), configOf(name));
    List<Digest> diffIds = config.config().diffIds();
    try (Addition addition = store.add(possibleNames(diffIds))) {
      LayerFetch fetch = new LayerFetch(source, store, addition, keeping);
      List<PulledLayer> pulled =
          new LayersPull(kernel, fetch, limits, addition, manifest, diffIds).pull();
      ImageRecord image = record(fetched, manifest, pulled);
      addition.commit(
          image,
          PulledLayer.staged(pulled),
          Map.of(fetched.digest(), fetched.bytes(), manifest.config().digest(), configBytes),
          Optional.of(name));
      return image;
    }
  }

  private static ImageRecord record(
      FetchedDocument fetched, Manifest manifest, List<PulledLayer> pulled) {
    return new ImageRecord(
        fetched.digest(),
        fetched.mediaType(),
        List.of(manifest.config().digest()),
        pulled.stream().map(PulledLayer::name).toList(),
        List.of(),
        manifest.layers().stream().map(layer -> layer.descriptor().digest()).distinct().toList(),
        manifest.layersSize());
  }

  private static List<LayerName> possibleNames(List<Digest> diffIds) {
    List<LayerName> names = new ArrayList<>();
    diffIds.forEach(diffId -> names.add(LayerName.alone(diffId)));
    LayerName.chainIds(diffIds).forEach(chainId -> names.add(LayerName.over(chainId)));
    return names;
  }
}
