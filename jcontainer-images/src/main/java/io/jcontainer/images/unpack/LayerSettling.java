package io.jcontainer.images.unpack;

import io.jcontainer.images.store.StoreFailure;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;

/**
 * What is left to do for an unpacked layer when those below it are complete: whiteouts that hide
 * nothing go away, because overlayfs lists a whiteout in a directory that merges with none as a
 * file that cannot be looked at.
 */
public final class LayerSettling {
  private final Kernel kernel;

  /** Settles layers with the calls of a kernel. */
  public LayerSettling(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Settles a layer.
   *
   * @param directory what it was unpacked to
   * @return whether the directory is right over these layers only, and perhaps not over others
   */
  public boolean settle(Fd directory, UnpackedLayer layer, LayerBlob blob, LowerTrees lowers) {
    if (!layer.madeWhiteouts()) {
      return layer.askedBelow();
    }
    try {
      return ConfinedThread.of(kernel)
          .call(
              directory,
              "jcontainer-settle " + blob.digest().hex().substring(0, 8),
              () -> {
                new WhiteoutPruning(kernel, lowers).prune(directory);
                return true;
              });
    } catch (KernelException e) {
      throw StoreFailure.of("cannot complete " + blob.part(), e);
    }
  }
}
