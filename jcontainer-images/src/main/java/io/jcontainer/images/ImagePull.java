package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Index;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.registry.FetchedDocument;
import io.jcontainer.images.registry.RegistryClient;
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
 * Fetches an image: its manifest, its configuration, and those of its layers that the store does
 * not have. It becomes visible when all of it is there.
 */
final class ImagePull {
  private static final Logger LOG = LoggerFactory.getLogger(ImagePull.class);

  private final Kernel kernel;
  private final ImageStore store;
  private final RegistryClient registry;
  private final ImageLimits limits;

  ImagePull(Kernel kernel, ImageStore store, RegistryClient registry, ImageLimits limits) {
    this.kernel = kernel;
    this.store = store;
    this.registry = registry;
    this.limits = limits;
  }

  /** Asks the registry what the reference names now, and fetches what is missing of it. */
  ImageRecord pull(Reference reference, Platform platform) {
    FetchedDocument fetched = fetchManifest(reference, platform);
    NameRecord name = new NameRecord(reference, platform, fetched.digest());
    ImageRecord image = known(name).orElseGet(() -> add(name, fetched));
    store.collect();
    return image;
  }

  private FetchedDocument fetchManifest(Reference reference, Platform platform) {
    FetchedDocument fetched = registry.manifest(reference);
    return fetched.document() instanceof Index index
        ? registry.manifest(reference, index.choose(platform, reference))
        : fetched;
  }

  /** The image if the store has it already, then with the new name. */
  private Optional<ImageRecord> known(NameRecord name) {
    try {
      Optional<ImageRecord> image = store.find(name.image());
      if (image.isEmpty()) {
        return image;
      }
      requireRunsOn(image.get(), name);
      return store.name(name) ? image : Optional.empty();
    } catch (ImageStoreException e) {
      LOG.warn("{} is fetched anew: {}", name.reference(), e.getMessage());
      return Optional.empty();
    }
  }

  private void requireRunsOn(ImageRecord image, NameRecord name) {
    String part = configOf(name);
    ConfigFile.parse(store.document(image.blobs().getFirst()), part)
        .requireRunsOn(name.platform(), part);
  }

  private static String configOf(NameRecord name) {
    return "configuration of " + name.reference();
  }

  private ImageRecord add(NameRecord name, FetchedDocument fetched) {
    if (!(fetched.document() instanceof Manifest manifest)) {
      throw new InvalidImageException(
          "manifest of " + name.reference(), "it is an index within an index", null);
    }
    if (manifest.layers().size() > limits.layers()) {
      throw new InvalidImageException(
          "manifest of " + name.reference(),
          "it has " + manifest.layers().size() + " layers, more than " + limits.layers(),
          null);
    }
    byte[] configBytes = registry.smallBlob(name.reference(), manifest.config());
    ConfigFile config = ConfigFile.parse(configBytes, configOf(name));
    config.requireLayersOf(manifest, configOf(name));
    config.requireRunsOn(name.platform(), configOf(name));
    List<Digest> diffIds = config.config().diffIds();
    try (Addition addition = store.add(possibleNames(diffIds))) {
      LayersPull layers =
          new LayersPull(kernel, registry, limits, addition, name.reference(), manifest, diffIds);
      List<PulledLayer> pulled = layers.pull();
      ImageRecord image =
          new ImageRecord(
              fetched.digest(),
              fetched.mediaType(),
              List.of(manifest.config().digest()),
              pulled.stream().map(PulledLayer::name).toList(),
              List.of(),
              manifest.layersSize());
      addition.commit(
          image,
          PulledLayer.staged(pulled),
          Map.of(fetched.digest(), fetched.bytes(), manifest.config().digest(), configBytes),
          Optional.of(name));
      return image;
    }
  }

  private static List<LayerName> possibleNames(List<Digest> diffIds) {
    List<LayerName> names = new ArrayList<>();
    diffIds.forEach(diffId -> names.add(LayerName.alone(diffId)));
    LayerName.chainIds(diffIds).forEach(chainId -> names.add(LayerName.over(chainId)));
    return names;
  }
}
