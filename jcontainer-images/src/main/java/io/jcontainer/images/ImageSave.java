package io.jcontainer.images;

import io.jcontainer.Image;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.ImageFormat;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.images.archive.ArchiveWriter;
import io.jcontainer.images.content.ImageCopy;
import io.jcontainer.images.content.ImageSink;
import io.jcontainer.images.layout.LayoutDirectory;
import io.jcontainer.images.layout.OciLayout;
import io.jcontainer.images.model.Descriptor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Saves images of the store outside of it. */
record ImageSave(StoreContext context) {
  private static final int BUFFER = 256 << 10;

  void save(List<Image> images, Path target, ImageFormat format) {
    if (format == ImageFormat.OCI_LAYOUT) {
      LayoutDirectory layout = new LayoutDirectory(target);
      layout.finish(copy(images, layout));
      return;
    }
    Path absolute = target.toAbsolutePath();
    Path temporary = absolute.resolveSibling(".jcontainer-" + UUID.randomUUID());
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              BUFFER)) {
        save(images, out, target.toString(), format);
      }
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw ImageArchiveException.writing(target.toString(), e);
    } finally {
      delete(temporary);
    }
  }

  void save(List<Image> images, OutputStream out, String name, ImageFormat format) {
    boolean forDocker =
        switch (format) {
          case OCI_ARCHIVE -> false;
          case DOCKER_ARCHIVE -> true;
          case OCI_LAYOUT ->
              throw new InvalidSpecException(
                  "format OCI_LAYOUT for a stream", "it is a directory: use OCI_ARCHIVE");
        };
    ArchiveWriter archive = new ArchiveWriter(name, out, forDocker);
    archive.finish(copy(images, archive));
  }

  private List<Descriptor> copy(List<Image> images, ImageSink sink) {
    if (images.isEmpty()) {
      throw new InvalidSpecException("no image to save", "name one at least");
    }
    List<Descriptor> saved = new ArrayList<>();
    for (Image image : images) {
      try (StoredImage stored = StoredImage.open(context, image.digest())) {
        ImageCopy.copy(stored.manifest(), stored, sink);
        saved.add(named(stored.manifest().descriptor(), image));
      }
    }
    return saved;
  }

  private static Descriptor named(Descriptor manifest, Image image) {
    Descriptor built =
        new Descriptor(
            manifest.mediaType(),
            manifest.digest(),
            manifest.size(),
            Optional.of(image.platform()),
            manifest.annotations());
    Reference name = image.reference();
    return name == null || name.tag().isEmpty()
        ? built
        : built.withAnnotations(
            OciLayout.naming(
                new Reference(name.registry(), name.repository(), name.tag(), Optional.empty())
                    .toString()));
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw ImageArchiveException.writing(temporary.toString(), e);
    }
  }
}
