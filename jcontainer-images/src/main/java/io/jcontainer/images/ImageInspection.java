package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.ByteSize;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageDetails.HistoryStep;
import io.jcontainer.ImageDetails.LayerInfo;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Layer;
import io.jcontainer.images.model.Making;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.store.NameRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Tells all that is known of an image of the store. */
record ImageInspection(StoreContext context) {

  ImageDetails inspect(Image image) {
    try (StoredImage stored = StoredImage.open(context, image.digest())) {
      FetchedDocument document = stored.manifest();
      Manifest manifest = (Manifest) document.document();
      byte[] config = stored.smallBlob(manifest.config());
      String part = "configuration of " + image.name();
      List<Digest> diffIds = ConfigFile.parse(config, part).config().diffIds();
      List<LayerInfo> layers = layers(manifest, diffIds);
      Making making = Making.parse(config, part);
      return new ImageDetails(
          image,
          manifest.config().digest(),
          document.mediaType(),
          names(image.digest()),
          layers,
          making.created(),
          making.author(),
          history(making, layers),
          manifest.annotations(),
          new String(document.bytes(), UTF_8),
          new String(config, UTF_8));
    }
  }

  private List<Reference> names(Digest image) {
    return context.store().names().stream()
        .filter(name -> name.image().equals(image))
        .map(NameRecord::reference)
        .distinct()
        .toList();
  }

  private List<LayerInfo> layers(Manifest manifest, List<Digest> diffIds) {
    List<LayerInfo> layers = new ArrayList<>();
    for (Layer layer : manifest.layers()) {
      layers.add(
          new LayerInfo(
              layer.descriptor().digest(),
              diffIds.get(layers.size()),
              layer.descriptor().mediaType(),
              ByteSize.ofBytes(layer.descriptor().size()),
              context.store().hasArchive(layer.descriptor())));
    }
    return layers;
  }

  /** Steps and layers belong together in their order, but for steps that say they added none. */
  private static List<HistoryStep> history(Making making, List<LayerInfo> layers) {
    Iterator<LayerInfo> left = layers.iterator();
    return making.steps().stream()
        .map(
            step ->
                new HistoryStep(
                    step.created(),
                    step.createdBy(),
                    step.comment(),
                    step.empty() || !left.hasNext() ? Optional.empty() : Optional.of(left.next())))
        .toList();
  }
}
