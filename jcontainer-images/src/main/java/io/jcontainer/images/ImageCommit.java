package io.jcontainer.images;

import io.jcontainer.CommitOptions;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.LayerDraft.Finished;
import io.jcontainer.images.MadeImage.NewLayer;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.ConfigRevision;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Layer;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import io.jcontainer.spi.ContainerImages.Changes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes an image of another one and a container's changes as a layer on top of it. */
record ImageCommit(StoreContext context) {

  Image commit(Image base, Changes changes, CommitOptions options) {
    requireLayers(base);
    try (StoredImage stored = StoredImage.open(context, base.digest())) {
      Manifest manifest = (Manifest) stored.manifest().document();
      byte[] document = stored.smallBlob(manifest.config());
      ImageConfig before = ConfigFile.parse(document, "configuration of " + base.name()).config();
      ImageConfig wanted = options.config().apply(before).withDiffIds(before.diffIds());
      ConfigRevision revision =
          new ConfigRevision(
              document, before, options.author(), options.created().orElseGet(Instant::now));
      String name = "changes of a container of " + base.name();
      try (LayerDraft draft = LayerDraft.open(context, name)) {
        Optional<Finished> layer = draft.finish(changes);
        byte[] configuration =
            revision.write(
                layer.map(fresh -> onTop(wanted, fresh.diffId())).orElse(wanted),
                String.join(" ", changes.command()),
                options.message());
        MadeImage made =
            new MadeImage(name, configuration, layer.map(Finished::layer), stored::blob);
        return add(made, manifest, context.askedPlatform(base), options.names());
      }
    }
  }

  private static ImageConfig onTop(ImageConfig below, Digest layer) {
    return below.withDiffIds(Stream.concat(below.diffIds().stream(), Stream.of(layer)).toList());
  }

  private void requireLayers(Image base) {
    boolean shown =
        context.store().find(base.digest()).filter(image -> !image.trees().isEmpty()).isPresent();
    if (shown) {
      throw new InvalidSpecException(
          "a container of image " + base.name(),
          "it shows directories of this host, so its changes are no layer of an image: export it"
              + " (ContainerFiles.export) and import that (ImageLibrary.importTar)");
    }
  }

  private Image add(MadeImage made, Manifest base, Platform platform, List<Reference> names) {
    List<Descriptor> layers =
        Stream.concat(
                base.layers().stream().map(Layer::asOci),
                made.layer().stream().map(NewLayer::descriptor))
            .toList();
    FetchedDocument manifest = made.manifest(layers, "manifest of the " + made.name());
    Digest digest = manifest.digest();
    Reference first = names.isEmpty() ? StoreContext.unnamed(digest) : names.getFirst();
    ImageRecord image =
        new ImageAddition(
                context.kernel(),
                context.store(),
                context.config().imageLimits(),
                made,
                ArchiveKeeping.FETCHED)
            .add(new NameRecord(first, platform, digest), manifest);
    names.stream()
        .skip(1)
        .forEach(name -> context.store().name(new NameRecord(name, platform, digest)));
    context.store().collect();
    return context.image(first, image);
  }
}
