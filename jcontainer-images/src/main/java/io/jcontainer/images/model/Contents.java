package io.jcontainer.images.model;

import io.jcontainer.images.json.JsonInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an index or a manifest points to, whatever it is that is stored there: an image, or another
 * artifact such as a signature. It says how to copy it, and not how to run it: for that see {@link
 * Document}.
 *
 * @param type which kind of document it is
 * @param config of a manifest
 * @param layers of a manifest, in its order
 * @param manifests of an index, in its order
 * @param subject the document that this one is about
 * @param artifactType what is stored here, if it says so
 * @param annotations free-form names and values
 */
public record Contents(
    DocumentType type,
    Optional<Descriptor> config,
    List<Descriptor> layers,
    List<Descriptor> manifests,
    Optional<Descriptor> subject,
    Optional<String> artifactType,
    Map<String, String> annotations) {
  /** Copies the lists. */
  public Contents {
    layers = List.copyOf(layers);
    manifests = List.copyOf(manifests);
  }

  /**
   * Parses bytes whose digest has been checked.
   *
   * @param declared the media type that the descriptor or the registry gave, see {@link
   *     Document#parse}
   * @param part what the bytes are, for messages, such as {@code manifest of debian:12}
   * @throws io.jcontainer.InvalidImageException if they are no index or manifest, or could be both
   */
  public static Contents parse(byte[] bytes, Optional<String> declared, String part) {
    return JsonInput.parse(bytes, part, input -> new DocumentReader(declared).contents(input));
  }
}
