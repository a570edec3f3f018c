package io.jcontainer.images.check;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageStoreException;
import io.jcontainer.StoreFinding;
import io.jcontainer.StoreFinding.Kind;
import io.jcontainer.StoreFinding.Outcome;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.Layer;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.LayerName;
import io.jcontainer.images.store.StagedLayer;
import io.jcontainer.images.store.StoreCare;
import io.jcontainer.images.store.TreeAccess;
import io.jcontainer.images.unpack.LayerBlob;
import io.jcontainer.images.unpack.LayerSettling;
import io.jcontainer.images.unpack.LayerUnpack;
import io.jcontainer.images.unpack.LowerTrees;
import io.jcontainer.images.unpack.RootDirectory;
import io.jcontainer.images.unpack.UnpackedLayer;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the layers of an image once more and holds what is there against it. What was made anew
 * takes the place of what is wrong.
 */
final class LayersCheck {
  private final Kernel kernel;
  private final ImageStore store;
  private final StoreCare care;
  private final ImageLimits limits;
  private final ImageRecord image;
  private final Layers known;
  private final List<Fresh> wrong = new ArrayList<>();

  /** What a layer should be, and what is wrong with the one that is there. */
  private record Fresh(LayerName name, StagedLayer tree, Kind kind, String why) {}

  /**
   * What is known of the layers of all images.
   *
   * @param missing those that are not there
   * @param notCompared those of which nobody knows what they should be
   * @param done those that were compared
   */
  record Layers(Set<Path> missing, Set<Path> notCompared, Set<LayerName> done) {}

  LayersCheck(
      Kernel kernel, ImageStore store, ImageLimits limits, ImageRecord image, Layers known) {
    this.kernel = kernel;
    this.store = store;
    this.care = store.care();
    this.limits = limits;
    this.image = image;
    this.known = known;
  }

  boolean anyMissing() {
    return image.layers().stream().anyMatch(layer -> known.missing().contains(care.path(layer)));
  }

  /**
   * Makes layers anew, lowest first.
   *
   * @param all or only those that are missing
   */
  void compare(boolean all) {
    List<Fd> below = new ArrayList<>();
    try {
      Optional<Parts> parts = Parts.of(store, image);
      for (int i = 0; i < image.layers().size(); i++) {
        StoreCheck.requireGoingOn();
        LayerName name = image.layers().get(i);
        if ((all && known.done().add(name)) || known.missing().contains(care.path(name))) {
          one(parts, i, name, below);
        }
        Fd directory = best(name);
        if (directory == null) {
          notComparable(image.layers().subList(i + 1, image.layers().size()), all);
          return;
        }
        below.add(directory);
      }
    } finally {
      below.forEach(Fd::close);
    }
  }

  /** The layers of an image as its documents describe them. */
  private record Parts(List<Layer> layers, List<Digest> diffIds) {
    static Optional<Parts> of(ImageStore store, ImageRecord image) {
      try {
        Optional<String> type = Optional.of(image.type());
        String part = "manifest " + image.digest();
        if (Document.parse(store.document(image.digest()), type, part)
            instanceof Manifest manifest) {
          ConfigFile config = ConfigFile.parse(store.document(manifest.config().digest()), part);
          config.requireLayersOf(manifest, part);
          return Optional.of(new Parts(manifest.layers(), config.config().diffIds()));
        }
      } catch (ImageException _) {
        // damaged or missing, which is told elsewhere; or the image of the host, which has none
      }
      return Optional.empty();
    }
  }

  private void notComparable(List<LayerName> layers, boolean all) {
    if (all) {
      layers.stream()
          .map(care::path)
          .filter(path -> !known.missing().contains(path))
          .forEach(known.notCompared()::add);
    }
  }

  private void one(Optional<Parts> parts, int index, LayerName name, List<Fd> below) {
    boolean isThere = !known.missing().contains(care.path(name));
    Optional<StagedLayer> made = parts.flatMap(known -> make(known, index, below));
    if (made.isEmpty()) {
      notComparable(List.of(name), true);
      return;
    }
    StagedLayer fresh = made.get();
    Optional<String> difference;
    try (Fd directory = care.layer(name)) {
      difference =
          directory == null
              ? Optional.of("it is missing")
              : new TreeComparison(kernel).difference(directory, fresh.directory());
    } catch (RuntimeException e) {
      care.discard(fresh);
      throw e;
    }
    if (difference.isPresent()) {
      Kind kind = isThere ? Kind.LAYER_ALTERED : Kind.LAYER_MISSING;
      wrong.add(new Fresh(name, fresh, kind, difference.get()));
    } else {
      care.discard(fresh);
    }
  }

  /** The layer unpacked, or the root directory that an image's last layer may be. */
  private Optional<StagedLayer> make(Parts parts, int index, List<Fd> below) {
    StagedLayer staged = care.stage();
    try {
      boolean made =
          index < parts.layers().size()
              ? unpack(parts, index, staged, below)
              : writeRoot(staged, below);
      if (made) {
        return Optional.of(staged);
      }
    } catch (ImageStoreException e) {
      care.discard(staged);
      throw e;
    } catch (ImageException _) {
      // the archive is damaged, which is told elsewhere
    }
    care.discard(staged);
    return Optional.empty();
  }

  private boolean unpack(Parts parts, int index, StagedLayer staged, List<Fd> below) {
    Layer layer = parts.layers().get(index);
    LayerBlob blob =
        new LayerBlob(
            layer.descriptor().digest(),
            layer.descriptor().size(),
            layer.compression(),
            parts.diffIds().get(index));
    Optional<VerifiedStream> archive = store.archive(layer.descriptor());
    if (archive.isEmpty()) {
      return false;
    }
    LowerTrees lowers = new LowerTrees(kernel, below.reversed());
    UnpackedLayer unpacked =
        new LayerUnpack(kernel, limits)
            .unpack(archive.get(), blob, staged.directory(), () -> lowers);
    new LayerSettling(kernel).settle(staged.directory(), unpacked, blob, lowers);
    return true;
  }

  private boolean writeRoot(StagedLayer staged, List<Fd> below) {
    Optional<RootDirectory> root = RootDirectory.inherited(kernel, below.reversed());
    root.ifPresent(directory -> directory.write(staged.directory()));
    return root.isPresent();
  }

  /** A layer as it should be: as it was made anew, or as it is. */
  private @Nullable Fd best(LayerName name) {
    for (Fresh fresh : wrong) {
      if (fresh.name().equals(name)) {
        return TreeAccess.reopen(kernel, fresh.tree().directory());
      }
    }
    return care.layer(name);
  }

  private List<Digest> imagesWith(LayerName layer) {
    return store.images().stream()
        .filter(other -> other.layers().contains(layer))
        .map(ImageRecord::digest)
        .toList();
  }

  /** What was wrong, now repaired if it is to be; what was made and is of no use is removed. */
  List<StoreFinding> finish(boolean repairing) {
    List<StoreFinding> findings = new ArrayList<>();
    for (Fresh fresh : wrong) {
      try {
        Outcome outcome = Outcome.FOUND;
        if (repairing) {
          outcome = care.replace(fresh.name(), fresh.tree()) ? Outcome.REPAIRED : Outcome.IN_USE;
        }
        Path path = care.path(fresh.name());
        if (outcome == Outcome.REPAIRED) {
          known.missing().remove(path);
        }
        findings.add(
            new StoreFinding(fresh.kind(), path, fresh.why(), imagesWith(fresh.name()), outcome));
      } finally {
        care.discard(fresh.tree());
      }
    }
    for (LayerName layer : Set.copyOf(image.layers())) {
      Path path = care.path(layer);
      boolean told = wrong.stream().anyMatch(fresh -> fresh.name().equals(layer));
      if (known.missing().contains(path) && !told) {
        findings.add(
            new StoreFinding(
                Kind.LAYER_MISSING,
                path,
                "it is missing",
                List.of(image.digest()),
                repairing ? Outcome.TO_BE_PULLED : Outcome.FOUND));
      }
    }
    return findings;
  }
}
