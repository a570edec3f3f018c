package io.jcontainer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The volumes under an engine's root directory, shared by all engines and JVMs that use the same
 * root. Safe for use by many threads. Operations throw {@link VolumeException} when the kernel
 * refuses.
 */
public interface VolumeStore {
  /** Makes an empty volume. It is filled from an image at its first use. */
  default Volume create(String name) {
    return create(name, Map.of());
  }

  /**
   * The same with labels.
   *
   * @throws VolumeException if there is one of that name
   * @throws InvalidSpecException if the name breaks the rule, or the labels are longer than 64 KiB
   */
  Volume create(String name, Map<String, String> labels);

  /** What is known of a volume; empty if there is none of that name. */
  Optional<VolumeInfo> inspect(String name);

  /** All volumes, sorted by name. */
  List<VolumeInfo> list();

  /**
   * Removes a volume and all it holds.
   *
   * @return false if there was none
   * @throws VolumeException if a container has it: remove that first
   */
  boolean remove(String name);

  /** Removes the anonymous volumes that no container has; returns their names. */
  default List<String> prune() {
    return prune(info -> info.volume().temporary());
  }

  /** Removes those of the wanted volumes that no container has; returns their names. */
  List<String> prune(Predicate<VolumeInfo> wanted);
}
