package io.jcontainer.images;

import io.jcontainer.CheckDepth;
import io.jcontainer.Digest;
import io.jcontainer.ImageFlaw;
import io.jcontainer.InvalidImageException;
import io.jcontainer.LoadOptions;
import io.jcontainer.Reference;
import io.jcontainer.StoreReport;
import io.jcontainer.images.archive.DockerArchive;
import io.jcontainer.images.check.ImageValidation;
import io.jcontainer.images.check.StoreCheck;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.layout.FileSet;
import io.jcontainer.images.layout.OciLayout;
import io.jcontainer.images.registry.RegistryClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks whether the store, or an image wherever it is, is as it should be. */
record StoreHealth(StoreContext context) {
  StoreReport check(CheckDepth depth, boolean repairing) {
    return new StoreCheck(
            context.kernel(),
            context.store(),
            context.config().imageLimits(),
            depth,
            repairing,
            StoreContext::unnamed)
        .run();
  }

  List<ImageFlaw> validate(Digest image) {
    try (StoredImage stored = StoredImage.open(context, image)) {
      return flawsOf(() -> validation(stored).validate(stored.manifest()));
    }
  }

  List<ImageFlaw> validate(Reference reference) {
    RegistryClient registry = context.registry(reference.registry());
    return flawsOf(
        () -> validation(registry.source(reference)).validate(registry.document(reference)));
  }

  List<ImageFlaw> validate(Path source) {
    return flawsOf(
        () -> new ImageLoad(context, LoadOptions.defaults()).open(source, this::validate));
  }

  private List<ImageFlaw> validate(FileSet files) {
    List<ImageFlaw> flaws = new ArrayList<>();
    if (OciLayout.isLayout(files)) {
      OciLayout layout = new OciLayout(files);
      ImageValidation validation = validation(layout);
      layout.entries().forEach(entry -> flaws.addAll(validation.validate(entry)));
    } else if (DockerArchive.isArchive(files)) {
      DockerArchive archive = new DockerArchive(files);
      for (DockerArchive.Entry entry : archive.entries()) {
        FetchedDocument manifest = entry.manifest();
        flaws.addAll(validation(archive).validate(manifest));
      }
    } else {
      throw ImageLoad.noImages(files);
    }
    return flaws.stream().distinct().toList();
  }

  private ImageValidation validation(ImageSource from) {
    return new ImageValidation(context.kernel(), context.config().imageLimits(), from);
  }

  /** What cannot even be begun with is a flaw, too. */
  private static List<ImageFlaw> flawsOf(Supplier<List<ImageFlaw>> validation) {
    try {
      return validation.get();
    } catch (InvalidImageException e) {
      return List.of(new ImageFlaw(e.part(), String.valueOf(e.getMessage())));
    }
  }
}
