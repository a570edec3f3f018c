package io.jcontainer;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The volumes of the default engine. The same calls exist on {@link JContainer#volumes}. */
public final class Volumes {
  private Volumes() {}

  private static VolumeStore store() {
    return JContainer.defaultEngine().volumes();
  }

  /** Makes an empty volume; see {@link VolumeStore#create(String)}. */
  public static Volume create(String name) {
    return store().create(name);
  }

  /** The same with labels; see {@link VolumeStore#create(String, Map)}. */
  public static Volume create(String name, Map<String, String> labels) {
    return store().create(name, labels);
  }

  /** What is known of a volume; empty if there is none of that name. */
  public static Optional<VolumeInfo> inspect(String name) {
    return store().inspect(name);
  }

  /** All volumes, sorted by name. */
  public static List<VolumeInfo> list() {
    return store().list();
  }

  /** Removes a volume and all it holds; see {@link VolumeStore#remove}. */
  public static boolean remove(String name) {
    return store().remove(name);
  }

  /** Removes the anonymous volumes that no container has; returns their names. */
  public static List<String> prune() {
    return store().prune();
  }
}
