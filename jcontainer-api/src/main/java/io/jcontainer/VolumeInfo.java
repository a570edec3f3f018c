package io.jcontainer;

import java.time.Instant;
import java.util.Map;

/**
 * A volume as it was when asked.
 *
 * @param volume its name
 * @param labels free-form names and values
 * @param created when
 * @param inUse whether a container that is created, running or ended has it, in any JVM
 */
public record VolumeInfo(
    Volume volume, Map<String, String> labels, Instant created, boolean inUse) {
  /** Copies the labels. */
  public VolumeInfo {
    labels = Map.copyOf(labels);
  }
}
