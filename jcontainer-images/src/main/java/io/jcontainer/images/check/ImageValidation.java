package io.jcontainer.images.check;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageFlaw;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Platform;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.Layer;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.unpack.LayerBlob;
import io.jcontainer.images.unpack.LayerUnpack;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an image completely, wherever it is, and says everything that is wrong with it. What is no
 * image, such as an attestation beside one, or an image of another operating system, is held
 * against its digests only.
 */
public final class ImageValidation {
  /** As deep as copies go. */
  private static final int DEEPEST = 4;

  private static final int MOST_DOCUMENTS = 10_000;

  private final Kernel kernel;
  private final ImageLimits limits;
  private final ImageSource from;
  private final List<ImageFlaw> flaws = new ArrayList<>();
  private final Map<Digest, Descriptor> known = new HashMap<>();
  private final Set<Digest> documents = new HashSet<>();
  private final Set<Digest> read = new HashSet<>();
  private final Set<Pair> unpacked = new HashSet<>();

  /** A layer as it came and what it shall unpack to. */
  private record Pair(Digest layer, Digest diffId) {}

  /** Validates what comes from a place. */
  public ImageValidation(Kernel kernel, ImageLimits limits, ImageSource from) {
    this.kernel = kernel;
    this.limits = limits;
    this.from = from;
  }

  /**
   * Validates a document and everything beneath it.
   *
   * @return what is wrong
   * @throws ImageException if the place cannot be read
   */
  public List<ImageFlaw> validate(FetchedDocument root) {
    document(root, Optional.empty(), 0);
    return List.copyOf(flaws);
  }

  /**
   * Validates an entry of an index and everything beneath it.
   *
   * @throws ImageException if the place cannot be read
   */
  public List<ImageFlaw> validate(Descriptor entry) {
    entry(entry, 0);
    return List.copyOf(flaws);
  }

  /** A part of the image that is read and may be wrong. */
  @FunctionalInterface
  private interface Step {
    void run();
  }

  /** Whether a step went well; if not, what was wrong is known. */
  private boolean holds(String part, Step step) {
    if (Thread.currentThread().isInterrupted()) {
      throw new ImageStoreException("the validation of " + from.name() + " was interrupted", null);
    }
    try {
      step.run();
      return true;
    } catch (InvalidImageException e) {
      String message = String.valueOf(e.getMessage());
      String prefix = "invalid " + e.part() + ": ";
      flaws.add(
          new ImageFlaw(
              e.part(), message.startsWith(prefix) ? message.substring(prefix.length()) : message));
    } catch (ImageNotFoundException | ImageStoreException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      flaws.add(new ImageFlaw(part, String.valueOf(e.getMessage())));
    }
    return false;
  }

  private void entry(Descriptor entry, int depth) {
    consistent(entry);
    if (DocumentType.of(entry.mediaType()).isEmpty()) {
      blob(entry);
    } else if (!documents.contains(entry.digest())) {
      FetchedDocument[] found = new FetchedDocument[1];
      if (holds("manifest " + entry.digest(), () -> found[0] = from.document(entry))) {
        document(found[0], entry.platform(), depth);
      }
    }
  }

  private void document(FetchedDocument document, Optional<Platform> platform, int depth) {
    if (!documents.add(document.digest())) {
      return;
    }
    String part = "manifest " + document.digest();
    holds(
        part,
        () -> {
          if (depth > DEEPEST || documents.size() > MOST_DOCUMENTS) {
            throw new InvalidImageException(part, "its indexes hold indexes without an end", null);
          }
          Contents contents = document.contents();
          contents.manifests().forEach(entry -> entry(entry, depth + 1));
          if (!contents.type().isIndex() && !image(document, contents, platform)) {
            contents.config().ifPresent(this::blob);
            contents.layers().forEach(this::blob);
          }
        });
  }

  /** Validates a manifest as that of an image; whether it is one. */
  private boolean image(FetchedDocument document, Contents contents, Optional<Platform> platform) {
    boolean isImage =
        contents.config().filter(config -> Manifest.isImageConfig(config.mediaType())).isPresent();
    if (!isImage || platform.filter(built -> !built.os().equals("linux")).isPresent()) {
      return false;
    }
    holds(
        "manifest " + document.digest(),
        () -> {
          Manifest manifest = (Manifest) document.document();
          consistent(manifest.config());
          manifest.layers().forEach(layer -> consistent(layer.descriptor()));
          image(manifest, platform);
        });
    return true;
  }

  private void image(Manifest manifest, Optional<Platform> platform) {
    String part = "configuration " + manifest.config().digest();
    List<Digest> diffIds = new ArrayList<>();
    boolean sound =
        holds(
            part,
            () -> {
              ConfigFile config = ConfigFile.parse(from.smallBlob(manifest.config()), part);
              platform.ifPresent(built -> config.requireRunsOn(built, part));
              config.requireLayersOf(manifest, part);
              diffIds.addAll(config.config().diffIds());
            });
    for (int i = 0; i < manifest.layers().size(); i++) {
      Layer layer = manifest.layers().get(i);
      if (sound) {
        layer(layer, diffIds.get(i));
      } else {
        blob(layer.descriptor());
      }
    }
  }

  private void layer(Layer layer, Digest diffId) {
    Descriptor stored = layer.descriptor();
    if (!unpacked.add(new Pair(stored.digest(), diffId))) {
      return;
    }
    read.add(stored.digest());
    LayerBlob blob = new LayerBlob(stored.digest(), stored.size(), layer.compression(), diffId);
    holds(blob.part(), () -> new LayerUnpack(kernel, limits).read(from.blob(stored), blob));
  }

  private void blob(Descriptor blob) {
    consistent(blob);
    if (read.add(blob.digest())) {
      holds(
          "blob " + blob.digest(),
          () -> {
            try (VerifiedStream stream = from.blob(blob)) {
              stream.finish();
            }
          });
    }
  }

  /** The same content cannot have two sizes or types. */
  private void consistent(Descriptor descriptor) {
    Descriptor before = known.putIfAbsent(descriptor.digest(), descriptor);
    if (before == null) {
      return;
    }
    if (before.size() != descriptor.size()) {
      flaws.add(
          new ImageFlaw(
              "blob " + descriptor.digest(),
              "it is said to have " + before.size() + " and " + descriptor.size() + " bytes"));
    } else if (!before.mediaType().equals(descriptor.mediaType())) {
      flaws.add(
          new ImageFlaw(
              "blob " + descriptor.digest(),
              "it is said to be " + before.mediaType() + " and " + descriptor.mediaType()));
    }
  }
}
