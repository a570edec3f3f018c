package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageLimits;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.content.Workers;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Layer;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.store.Addition;
import io.jcontainer.images.store.LayerName;
import io.jcontainer.images.store.StagedLayer;
import io.jcontainer.images.unpack.LayerBlob;
import io.jcontainer.images.unpack.LayerSettling;
import io.jcontainer.images.unpack.LayerUnpack;
import io.jcontainer.images.unpack.LowerTrees;
import io.jcontainer.images.unpack.RootDirectory;
import io.jcontainer.images.unpack.UnpackedLayer;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches the layers of an image that the store does not have, several at a time.
 *
 * <p>Each is unpacked into a directory of its own, so their order does not matter but for two
 * things: an entry that cannot be placed without the layers below waits for them, and so does the
 * settling of each. Layers are begun from the lowest upwards, so whoever waits does so for one that
 * has been begun, and the lowest of them never waits.
 */
final class LayersPull {
  private static final int FEWEST = 3;
  private static final int MOST = 8;

  private final Kernel kernel;
  private final LayerFetch fetch;
  private final Addition addition;
  private final Manifest manifest;
  private final List<Digest> diffIds;
  private final List<Digest> chainIds;
  private final LayerUnpack unpack;
  private final List<CompletableFuture<PulledLayer>> settled = new ArrayList<>();

  LayersPull(
      Kernel kernel,
      LayerFetch fetch,
      ImageLimits limits,
      Addition addition,
      Manifest manifest,
      List<Digest> diffIds) {
    this.kernel = kernel;
    this.fetch = fetch;
    this.addition = addition;
    this.manifest = manifest;
    this.diffIds = diffIds;
    this.chainIds = LayerName.chainIds(diffIds);
    this.unpack = new LayerUnpack(kernel, limits);
  }

  /** All layers of the image, lowest first. */
  List<PulledLayer> pull() {
    List<Optional<PulledLayer>> known = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      known.add(findOrLock(i));
    }
    List<PulledLayer> layers = new ArrayList<>();
    try (Workers workers = workers()) {
      for (int i = 0; i < diffIds.size(); i++) {
        int index = i;
        settled.add(
            known
                .get(i)
                .map(layer -> alreadyThere(layer, index, workers))
                .orElseGet(() -> begin(index, workers)));
      }
      for (CompletableFuture<PulledLayer> layer : settled) {
        layers.add(workers.await(layer));
      }
    }
    rootLayer(layers).ifPresent(layers::add);
    return layers;
  }

  /** Platform threads: inflating, hashing and blocking calls would hold the carriers of virtual. */
  private static Workers workers() {
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), FEWEST, MOST);
    return new Workers(
        "the pull", threads, Thread.ofPlatform().daemon().name("jcontainer-unpack-", 0));
  }

  /** The layer if the store has it; else it is ours to add, now that nobody else does. */
  private Optional<PulledLayer> findOrLock(int index) {
    Optional<PulledLayer> known = find(index);
    if (known.isPresent()) {
      return known;
    }
    addition.lock(chainIds.get(index));
    return find(index);
  }

  private Optional<PulledLayer> find(int index) {
    return find(LayerName.over(chainIds.get(index)))
        .or(() -> find(LayerName.alone(diffIds.get(index))));
  }

  private Optional<PulledLayer> find(LayerName name) {
    return addition.find(name).map(directory -> PulledLayer.known(name, directory));
  }

  /** A layer that is unpacked already is fetched only if it is to be kept as it comes. */
  private CompletableFuture<PulledLayer> alreadyThere(
      PulledLayer known, int index, Workers workers) {
    Descriptor layer = manifest.layers().get(index).descriptor();
    if (!fetch.isWanted(layer)) {
      return CompletableFuture.completedFuture(known);
    }
    return workers.run(
        () -> {
          fetch.keep(layer);
          return known;
        });
  }

  private CompletableFuture<PulledLayer> begin(int index, Workers workers) {
    Layer layer = manifest.layers().get(index);
    LayerBlob blob =
        new LayerBlob(
            layer.descriptor().digest(),
            layer.descriptor().size(),
            layer.compression(),
            diffIds.get(index));
    StagedLayer staged = addition.stage();
    CompletableFuture<UnpackedLayer> unpacked =
        workers.run(
            () -> {
              VerifiedStream stored = fetch.open(layer.descriptor());
              return unpack.unpack(
                  stored, blob, staged.directory(), () -> lowersOf(index, workers));
            });
    CompletableFuture<?> below =
        index == 0 ? CompletableFuture.completedFuture(null) : settled.get(index - 1);
    return workers.combine(
        unpacked, below, done -> settle(index, staged, blob, done, lowersOf(index, workers)));
  }

  private PulledLayer settle(
      int index, StagedLayer staged, LayerBlob blob, UnpackedLayer unpacked, LowerTrees lowers) {
    boolean dependent =
        new LayerSettling(kernel).settle(staged.directory(), unpacked, blob, lowers);
    LayerName name =
        dependent ? LayerName.over(chainIds.get(index)) : LayerName.alone(diffIds.get(index));
    return PulledLayer.fresh(name, staged);
  }

  /** The layers below one, once they are all settled. */
  private LowerTrees lowersOf(int index, Workers workers) {
    List<Fd> below = new ArrayList<>();
    for (CompletableFuture<PulledLayer> layer : settled.subList(0, index).reversed()) {
      below.add(workers.await(layer).directory());
    }
    return new LowerTrees(kernel, below);
  }

  /** A layer on top of all if the root directory is not what the uppermost one says. */
  private Optional<PulledLayer> rootLayer(List<PulledLayer> layers) {
    List<Fd> directories = layers.reversed().stream().map(PulledLayer::directory).toList();
    return RootDirectory.inherited(kernel, directories)
        .map(
            root -> {
              StagedLayer staged = addition.stage();
              root.write(staged.directory());
              return PulledLayer.fresh(LayerName.ofRoot(root.digest()), staged);
            });
  }
}
