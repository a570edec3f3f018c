package io.jcontainer.images;

import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerSpec;
import io.jcontainer.Platform;
import io.jcontainer.images.LayerDraft.Finished;
import io.jcontainer.images.build.LayerWriter;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.ConfigRevision;
import io.jcontainer.images.model.ConfigWriter;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Layer;
import io.jcontainer.images.model.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes an image of files that a program names, on top of another one or of nothing. */
record ImageBuild(StoreContext context) {
  /**
   * What is below the new layers.
   *
   * @param platform that the image is for
   * @param blob gives its parts
   */
  private record Base(
      Platform platform, List<Layer> layers, Function<Descriptor, VerifiedStream> blob) {}

  Image build(ImageSpec spec) {
    spec.names().forEach(name -> context.signatures(name).requireNothing("what is built here"));
    if (spec.base().isEmpty()) {
      return onNothing(spec);
    }
    Image base = spec.base().get();
    try (StoredImage stored = StoredImage.open(context, base.digest())) {
      Manifest manifest = (Manifest) stored.manifest().document();
      byte[] document = stored.smallBlob(manifest.config());
      return on(
          new Base(context.askedPlatform(base), manifest.layers(), stored::blob), document, spec);
    }
  }

  private Image onNothing(ImageSpec spec) {
    if (spec.layers().isEmpty()) {
      throw new InvalidSpecException(
          "image from scratch", "it has no layer: give it one (ImageSpec.withLayer)");
    }
    Platform platform = spec.platform().orElseGet(Platform::host);
    byte[] document = ConfigWriter.write(platform, ImageConfig.ofEnvironment(Map.of()));
    return on(new Base(platform, List.of(), ImageBuild::missing), document, spec);
  }

  private static VerifiedStream missing(Descriptor part) {
    throw new IllegalArgumentException("the image has no part " + part.digest());
  }

  private Image on(Base base, byte[] document, ImageSpec spec) {
    int count = base.layers().size() + spec.layers().size();
    if (count > context.config().imageLimits().layers()) {
      throw new InvalidSpecException(
          "image of " + count + " layers",
          "it may have "
              + context.config().imageLimits().layers()
              + ": put more into one, or see Config.withImageLimits");
    }
    ImageConfig before = ConfigFile.parse(document, "configuration of the image below").config();
    ImageConfig wanted = spec.config().apply(before);
    List<LayerDraft> drafts = new ArrayList<>();
    try {
      List<Finished> layers = new ArrayList<>();
      for (LayerSpec layer : spec.layers()) {
        String name = "layer " + (drafts.size() + 1) + " of an image that is built";
        LayerDraft draft = LayerDraft.open(context, name);
        drafts.add(draft);
        draft.write(out -> writer().write(layer, out));
        layers.add(draft.finish(spec.compression()));
      }
      ConfigRevision revision = new ConfigRevision(document, before, spec.author(), spec.created());
      List<String> createdBy =
          layers.isEmpty()
              ? List.of("")
              : spec.layers().stream().map(LayerSpec::createdBy).toList();
      return add(base, revision.write(onTop(wanted, before, layers), createdBy, ""), layers, spec);
    } finally {
      closeAll(drafts);
    }
  }

  private static ImageConfig onTop(ImageConfig wanted, ImageConfig before, List<Finished> layers) {
    return wanted.withDiffIds(
        Stream.concat(before.diffIds().stream(), layers.stream().map(Finished::diffId)).toList());
  }

  private LayerWriter writer() {
    return new LayerWriter(
        context.kernel(), context.store(), context.config().imageLimits().layerSize());
  }

  private Image add(Base base, byte[] configuration, List<Finished> layers, ImageSpec spec) {
    MadeImage made =
        new MadeImage(
            "an image that is built",
            configuration,
            layers.stream().map(Finished::layer).toList(),
            base.blob());
    return new MadeImageAddition(context, base.platform())
        .add(
            made,
            made.manifest(base.layers(), spec.annotations(), "manifest of " + made.name()),
            spec.names());
  }

  /** Closes one draft after the other, whatever of that fails. */
  private static void closeAll(List<LayerDraft> drafts) {
    if (!drafts.isEmpty()) {
      try (LayerDraft _ = drafts.getFirst()) {
        closeAll(drafts.subList(1, drafts.size()));
      }
    }
  }
}
