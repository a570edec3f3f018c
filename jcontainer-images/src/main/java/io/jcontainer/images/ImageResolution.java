package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.LockedImage;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.Index;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.registry.RegistrySource;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a reference means, without fetching the image. */
record ImageResolution(StoreContext context) {
  private static final Logger LOG = LoggerFactory.getLogger(ImageResolution.class);

  LockedImage resolve(Reference reference, PullOptions options) {
    Platform platform = options.platform();
    return switch (options.policy()) {
      case NEVER ->
          stored(reference, platform)
              .orElseThrow(
                  () ->
                      new ImageNotFoundException(
                          reference.toString(),
                          "the store for " + platform,
                          "load or pull it, or allow its registry to be asked"));
      case MISSING -> stored(reference, platform).orElseGet(() -> asked(reference));
      case ALWAYS -> asked(reference);
      case NEWER -> askedIfPossible(reference, platform);
    };
  }

  private LockedImage askedIfPossible(Reference reference, Platform platform) {
    try {
      return asked(reference);
    } catch (RegistryException e) {
      if (!StoreContext.isPassing(e)) {
        throw e;
      }
      LockedImage image = stored(reference, platform).orElseThrow(() -> e);
      LOG.warn("{} is what the store has: {}", reference, e.getMessage());
      return image;
    }
  }

  /** What the store has: an image for each platform that was pulled or loaded by that name. */
  private Optional<LockedImage> stored(Reference reference, Platform platform) {
    Optional<ImageRecord> wanted =
        context.store().find(reference, platform).filter(context.store()::isComplete);
    Map<Platform, Digest> images = new LinkedHashMap<>();
    wanted.ifPresent(image -> images.put(platformOf(reference, image), image.digest()));
    context.store().names().stream()
        .filter(name -> wanted.isPresent() && name.reference().equals(reference))
        .filter(name -> !name.isOfIndex())
        .map(NameRecord::image)
        .flatMap(digest -> context.store().find(digest).stream())
        .filter(context.store()::isComplete)
        .forEach(image -> images.putIfAbsent(platformOf(reference, image), image.digest()));
    return wanted.map(image -> new LockedImage(image.digest(), images));
  }

  private Platform platformOf(Reference reference, ImageRecord image) {
    return context.image(reference, image).platform();
  }

  /** What the registry says. */
  private LockedImage asked(Reference reference) {
    RegistrySource source = context.registry(reference.registry()).source(reference);
    FetchedDocument fetched = source.document();
    return switch (fetched.document()) {
      case Manifest manifest ->
          new LockedImage(fetched.digest(), Map.of(platformOf(manifest, source), fetched.digest()));
      case Index index -> new LockedImage(fetched.digest(), images(index, source, reference));
    };
  }

  /** The images of an index as a pull would choose them. */
  private static Map<Platform, Digest> images(Index index, ImageSource source, Reference of) {
    Map<Platform, Digest> images = new LinkedHashMap<>();
    List<Descriptor> manifests = index.manifests().stream().filter(ImageResolution::isOne).toList();
    for (Descriptor entry : manifests) {
      entry
          .platform()
          .filter(platform -> !platform.os().equals("unknown"))
          .ifPresent(platform -> images.putIfAbsent(platform, entry.digest()));
    }
    List<Descriptor> unnamed =
        manifests.stream().filter(entry -> entry.platform().isEmpty()).toList();
    if (unnamed.size() == 1) {
      Descriptor entry = unnamed.getFirst();
      if (source.document(entry).document() instanceof Manifest manifest) {
        images.putIfAbsent(platformOf(manifest, source), entry.digest());
      }
    }
    if (images.isEmpty()) {
      throw new InvalidImageException("index " + of, "it names no image for any platform", null);
    }
    return images;
  }

  private static boolean isOne(Descriptor entry) {
    return DocumentType.of(entry.mediaType()).filter(type -> !type.isIndex()).isPresent();
  }

  /**
   * Who the image is for.
   *
   * @throws ImageException if its configuration cannot be fetched or believed
   */
  private static Platform platformOf(Manifest manifest, ImageSource source) {
    return ConfigFile.parse(
            source.smallBlob(manifest.config()), "configuration of " + source.name())
        .platform();
  }
}
