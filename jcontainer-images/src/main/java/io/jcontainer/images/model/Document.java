package io.jcontainer.images.model;

import io.jcontainer.InvalidImageException;
import io.jcontainer.images.json.JsonInput;
import java.util.Optional;

/**
 * What a reference names: an {@link Index} of manifests, or a {@link Manifest}.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/manifest.md">OCI image
 *     specification, image manifest</a>
 */
public sealed interface Document permits Index, Manifest {
  /** The most bytes of a document: 4 MiB. Readers stop there. */
  int LARGEST = JsonInput.LARGEST;

  /** Which kind of document it is. */
  DocumentType type();

  /**
   * Parses bytes whose digest has been checked.
   *
   * @param declared the media type that the descriptor or the registry gave, without parameters. It
   *     has to agree with the document's own {@code mediaType}; at least one of the two is needed,
   *     because the bytes alone do not say what they are
   * @param part what the bytes are, for messages, such as {@code manifest of debian:12}
   * @throws InvalidImageException if they are not such a document, or could be more than one
   */
  static Document parse(byte[] bytes, Optional<String> declared, String part) {
    return JsonInput.parse(bytes, part, input -> new DocumentReader(declared).read(input));
  }
}
