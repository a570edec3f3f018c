package io.jcontainer.images;

import io.jcontainer.images.store.LayerName;
import io.jcontainer.images.store.StagedLayer;
import io.jcontainer.kernel.Fd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A layer that is ready to be part of an image.
 *
 * @param name that it has, or shall have, in the store
 * @param directory what it was unpacked to
 * @param staged if the store does not have it yet
 */
record PulledLayer(LayerName name, Fd directory, Optional<StagedLayer> staged) {
  static PulledLayer known(LayerName name, Fd directory) {
    return new PulledLayer(name, directory, Optional.empty());
  }

  static PulledLayer fresh(LayerName name, StagedLayer staged) {
    return new PulledLayer(name, staged.directory(), Optional.of(staged));
  }

  /** Those that the store does not have yet, with the names they shall have. */
  static Map<StagedLayer, LayerName> staged(List<PulledLayer> layers) {
    Map<StagedLayer, LayerName> staged = new LinkedHashMap<>();
    layers.forEach(layer -> layer.staged().ifPresent(s -> staged.put(s, layer.name())));
    return staged;
  }
}
