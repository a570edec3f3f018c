package io.jcontainer.images;

import io.jcontainer.Image;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LoadOptions;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.archive.ArchiveFile;
import io.jcontainer.images.archive.Decompressed;
import io.jcontainer.images.archive.DockerArchive;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.layout.DirectoryFiles;
import io.jcontainer.images.layout.FileSet;
import io.jcontainer.images.layout.OciLayout;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Index;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Loads images that were saved outside the store. */
record ImageLoad(StoreContext context, LoadOptions options) {

  /** One image of an archive, and the names it has there. */
  private record Found(FetchedDocument manifest, List<String> names) {}

  List<Image> load(Path source) {
    return open(source, this::load);
  }

  List<Image> load(InputStream archive, String name) {
    return open(archive, name, this::load);
  }

  /** Does something with the files of a directory or of an archive. */
  <T> T open(Path source, Function<FileSet, T> work) {
    if (Files.isDirectory(source)) {
      return work.apply(new DirectoryFiles(source));
    }
    if (!Decompressed.isNeeded(source)) {
      return openArchive(source, source.toString(), work);
    }
    try (InputStream in = Files.newInputStream(source)) {
      return open(in, source.toString(), work);
    } catch (IOException e) {
      throw ImageArchiveException.reading(source.toString(), e);
    }
  }

  private <T> T open(InputStream archive, String name, Function<FileSet, T> work) {
    Path copy = context.store().scratchFile();
    try {
      Decompressed.copy(archive, copy, name, context.config().imageLimits().imageSize());
      return openArchive(copy, name, work);
    } finally {
      context.store().removeScratchFile(copy);
    }
  }

  private static <T> T openArchive(Path file, String name, Function<FileSet, T> work) {
    try (ArchiveFile archive = ArchiveFile.open(file, name)) {
      return work.apply(archive);
    }
  }

  private List<Image> load(FileSet files) {
    List<Image> loaded = new ArrayList<>();
    if (OciLayout.isLayout(files)) {
      OciLayout layout = new OciLayout(files);
      List<Found> found =
          layout.entries().stream()
              .map(entry -> new Found(manifest(layout, entry), OciLayout.names(entry)))
              .toList();
      requireNameable(found, files);
      found.forEach(one -> loaded.addAll(add(one, layout)));
    } else if (DockerArchive.isArchive(files)) {
      DockerArchive archive = new DockerArchive(files);
      List<Found> found =
          archive.entries().stream()
              .map(entry -> new Found(entry.manifest(), entry.names()))
              .toList();
      requireNameable(found, files);
      found.forEach(one -> loaded.addAll(add(one, archive)));
    } else {
      throw noImages(files);
    }
    context.store().collect();
    return loaded;
  }

  static InvalidImageException noImages(FileSet files) {
    return new InvalidImageException(
        files.name(),
        "it holds no images: neither index.json with oci-layout nor manifest.json is there",
        null);
  }

  private void requireNameable(List<Found> found, FileSet files) {
    if (found.isEmpty()) {
      throw new InvalidImageException(files.name(), "it holds no image", null);
    }
    long images = found.stream().map(one -> one.manifest().digest()).distinct().count();
    if (options.name().isPresent() && images > 1) {
      throw new InvalidSpecException(
          "one name for " + images + " images of " + files.name(),
          "load them without a name, and tag them");
    }
    found.stream()
        .flatMap(this::references)
        .filter(name -> !StoreContext.isUnnamed(name))
        .forEach(name -> context.signatures(name).requireNothing(files.name()));
  }

  private FetchedDocument manifest(OciLayout layout, Descriptor entry) {
    FetchedDocument document = layout.document(entry);
    return document.document() instanceof Index index
        ? layout.document(index.choose(options.platform(), StoreContext.unnamed(document.digest())))
        : document;
  }

  /** The image by each name that it gets. */
  private List<Image> add(Found found, ImageSource source) {
    Platform platform = platform(found.manifest(), source);
    List<NameRecord> names =
        references(found)
            .map(name -> new NameRecord(name, platform, found.manifest().digest()))
            .toList();
    ImageRecord image =
        new ImageAddition(
                context.kernel(),
                context.store(),
                context.config().imageLimits(),
                source,
                ArchiveKeeping.ALL)
            .add(names.getFirst(), found.manifest());
    List<Image> images = new ArrayList<>();
    for (NameRecord name : names) {
      if (!context.store().name(name)) {
        throw new InvalidImageException(
            "image " + image.digest(), "it was removed while it was loaded", null);
      }
      images.add(context.image(name.reference(), image));
    }
    return images;
  }

  /** What was asked for if the image runs there, and else what the image is for. */
  private Platform platform(FetchedDocument document, ImageSource source) {
    String part = "manifest of " + source.name();
    if (!(document.document() instanceof Manifest manifest)) {
      throw new InvalidImageException(part, "it is an index within an index", null);
    }
    ConfigFile config =
        ConfigFile.parse(source.smallBlob(manifest.config()), "configuration of " + source.name());
    return config.runsOn(options.platform()) ? options.platform() : config.platform();
  }

  private Stream<Reference> references(Found found) {
    if (options.name().isPresent()) {
      return options.name().stream();
    }
    List<Reference> named =
        options.archiveNames()
            ? found.names().stream().flatMap(ImageLoad::reference).distinct().toList()
            : List.of();
    return named.isEmpty()
        ? Stream.of(StoreContext.unnamed(found.manifest().digest()))
        : named.stream();
  }

  /** A layout may have a mere tag where others have a name; that names nothing here. */
  private static Stream<Reference> reference(String name) {
    if (name.indexOf('/') < 0 && name.indexOf(':') < 0) {
      return Stream.empty();
    }
    try {
      return Stream.of(Reference.parse(name));
    } catch (InvalidSpecException e) {
      throw new InvalidImageException(
          "the name of an image in the archive", String.valueOf(e.getMessage()), e);
    }
  }
}
