package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.Blob;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageDetails.HistoryStep;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Layer;
import io.jcontainer.Manifest;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Making;
import io.jcontainer.images.store.NameRecord;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells all that is known of an image of the store. */
record ImageInspection(StoreContext context) {

  ImageDetails inspect(Image image) {
    try (StoredImage stored = StoredImage.open(context, image.digest())) {
      FetchedDocument document = stored.manifest();
      Manifest manifest = ManifestView.of(document, "the manifest of " + image.name());
      byte[] config = stored.smallBlob(ManifestView.descriptor(manifest.config()));
      String part = "configuration of " + image.name();
      List<Digest> diffIds = ConfigFile.parse(config, part).config().diffIds();
      List<Layer> layers = layers(manifest, diffIds);
      Making making = Making.parse(config, part);
      return new ImageDetails(
          image,
          manifest.config().digest(),
          names(image.digest()),
          manifest,
          layers,
          making.created(),
          making.author(),
          history(making, layers),
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

  private List<Layer> layers(Manifest manifest, List<Digest> diffIds) {
    List<Layer> layers = new ArrayList<>();
    for (Blob blob : manifest.blobs()) {
      boolean kept = context.store().hasArchive(ManifestView.descriptor(blob));
      layers.add(new Layer(blob, diffIds.get(layers.size()), kept));
    }
    return layers;
  }

  /** The bytes of a part of an image; the image is in use until they are closed. */
  InputStream open(Image image, Blob blob) {
    StoredImage stored = StoredImage.open(context, image.digest());
    try {
      Manifest manifest = ManifestView.of(stored.manifest(), "the manifest of " + image.name());
      Blob part =
          Stream.concat(Stream.of(manifest.config()), manifest.blobs().stream())
              .filter(one -> one.digest().equals(blob.digest()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidSpecException(
                          "blob " + blob.digest(),
                          "image " + image.name() + " has none of that digest: see inspect"));
      return new ContentStream(stored.blob(ManifestView.descriptor(part)), stored::close);
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /** Steps and layers belong together in their order, but for steps that say they added none. */
  private static List<HistoryStep> history(Making making, List<Layer> layers) {
    Iterator<Layer> left = layers.iterator();
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
