package io.jcontainer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of an image in the store.
 *
 * @param image what it is
 * @param id the digest of its configuration, which {@code docker images} shows
 * @param mediaType of its manifest
 * @param names all that it has in the store
 * @param layers lowest first
 * @param created when it was made, if it says so
 * @param author who made it, or empty
 * @param history how it was made, first step first; what its author says
 * @param annotations of its manifest
 * @param manifest the document as it came
 * @param configuration the document as it came
 */
public record ImageDetails(
    Image image,
    Digest id,
    String mediaType,
    List<Reference> names,
    List<LayerInfo> layers,
    Optional<Instant> created,
    String author,
    List<HistoryStep> history,
    Map<String, String> annotations,
    String manifest,
    String configuration) {
  /** Copies the collections. */
  public ImageDetails {
    names = List.copyOf(names);
    layers = List.copyOf(layers);
    history = List.copyOf(history);
    annotations = Map.copyOf(annotations);
  }

  /**
   * One layer.
   *
   * @param digest of the layer as it is in a registry
   * @param diffId of the same without compression
   * @param mediaType of the layer as it is in a registry
   * @param size of that, as the manifest gives it
   * @param kept whether the store has it as it came, beside what it unpacks to
   */
  public record LayerInfo(
      Digest digest, Digest diffId, String mediaType, ByteSize size, boolean kept) {}

  /**
   * One step of how an image was made.
   *
   * @param created when, if it says so
   * @param createdBy the command, or empty
   * @param comment free text, or empty
   * @param layer what it added, if anything
   */
  public record HistoryStep(
      Optional<Instant> created, String createdBy, String comment, Optional<LayerInfo> layer) {}
}
