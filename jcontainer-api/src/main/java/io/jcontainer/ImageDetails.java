package io.jcontainer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of an image in the store.
 *
 * @param image what it is
 * @param id the digest of its configuration, which {@code docker images} shows
 * @param names all that it has in the store
 * @param manifest what it consists of
 * @param layers lowest first
 * @param created when it was made, if it says so
 * @param author who made it, or empty
 * @param history how it was made, first step first; what its author says
 * @param configuration the document as it came
 */
public record ImageDetails(
    Image image,
    Digest id,
    List<Reference> names,
    Manifest manifest,
    List<Layer> layers,
    Optional<Instant> created,
    String author,
    List<HistoryStep> history,
    String configuration) {
  /** Copies the collections. */
  public ImageDetails {
    names = List.copyOf(names);
    layers = List.copyOf(layers);
    history = List.copyOf(history);
  }

  /**
   * One step of how an image was made.
   *
   * @param created when, if it says so
   * @param createdBy the command, or empty
   * @param comment free text, or empty
   * @param layer what it added, if anything
   */
  public record HistoryStep(
      Optional<Instant> created, String createdBy, String comment, Optional<Layer> layer) {}
}
