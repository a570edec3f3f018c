package io.jcontainer.images.unpack;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The layers below, asked for when an entry cannot be placed without them. Layers are unpacked at
 * the same time, so the first question may have to wait; most layers never ask. One that did is
 * right over these layers only, and is kept as such.
 */
final class LowersOnDemand {
  private final Supplier<LowerTrees> supplier;
  private @Nullable LowerTrees lowers;

  LowersOnDemand(Supplier<LowerTrees> supplier) {
    this.supplier = supplier;
  }

  /** Whether anything was asked. */
  boolean wereAsked() {
    return lowers != null;
  }

  /** The layers below, once they are complete. */
  LowerTrees get() {
    LowerTrees known = lowers;
    if (known == null) {
      known = supplier.get();
      lowers = known;
    }
    return known;
  }

  /** What shows of them under a name in a directory of this layer. */
  LowerTrees.Found find(OpenDirectory directory, String name) {
    LowerTrees trees = get();
    if (trees.isEmpty() || directory.hidesBelow()) {
      return new LowerTrees.Nothing();
    }
    return trees.find(directory.partsOf(name));
  }

  /** The names that show of them in the root directory. */
  Set<String> namesInRoot() {
    return get().namesInRoot();
  }
}
