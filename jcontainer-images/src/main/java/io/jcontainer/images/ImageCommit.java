package io.jcontainer.images;

import io.jcontainer.CommitOptions;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerCompression;
import io.jcontainer.images.LayerDraft.Finished;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.ConfigRevision;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.spi.ContainerImages.Changes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes an image of another one and a container's changes as a layer on top of it. */
record ImageCommit(StoreContext context) {

  Image commit(Image base, Changes changes, CommitOptions options) {
    requireLayers(base);
    try (StoredImage stored = StoredImage.open(context, base.digest())) {
      Manifest manifest = (Manifest) stored.manifest().document();
      byte[] below = stored.smallBlob(manifest.config());
      ImageConfig before = ConfigFile.parse(below, "configuration of " + base.name()).config();
      ImageConfig wanted = options.config().apply(before).withDiffIds(before.diffIds());
      ConfigRevision revision =
          new ConfigRevision(
              below, before, options.author(), options.created().orElseGet(Instant::now));
      String name = "changes of a container of " + base.name();
      try (LayerDraft draft = LayerDraft.open(context, name)) {
        draft.write(changes::writeTo);
        Optional<Finished> layer =
            draft.isEmpty() ? Optional.empty() : Optional.of(draft.finish(LayerCompression.GZIP));
        byte[] configuration =
            revision.write(
                layer.map(fresh -> onTop(wanted, fresh.diffId())).orElse(wanted),
                List.of(String.join(" ", changes.command())),
                options.message());
        MadeImage made =
            new MadeImage(
                name, configuration, layer.map(Finished::layer).stream().toList(), stored::blob);
        FetchedDocument document =
            made.manifest(manifest.layers(), Map.of(), "manifest of the " + name);
        return new MadeImageAddition(context, context.askedPlatform(base))
            .add(made, document, options.names());
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
}
