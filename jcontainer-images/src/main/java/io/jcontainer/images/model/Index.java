package io.jcontainer.images.model;

import io.jcontainer.ImageNotFoundException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One image for several platforms: a list of manifests.
 *
 * @param type OCI or Docker
 * @param manifests in the document's order; may hold things that are no image, such as attestations
 * @param annotations free-form names and values
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">OCI image
 *     specification, image index</a>
 */
public record Index(DocumentType type, List<Descriptor> manifests, Map<String, String> annotations)
    implements Document {
  /** Copies the list. */
  public Index {
    manifests = List.copyOf(manifests);
  }

  /**
   * The manifest to run on a platform: see {@link PlatformChoice} for the rule.
   *
   * @param image the reference of this index, for the message
   * @throws ImageNotFoundException listing what there is, if nothing fits
   */
  public Descriptor choose(Platform wanted, Reference image) {
    return find(wanted)
        .orElseThrow(
            () ->
                new ImageNotFoundException(
                    image.toString(),
                    "its index for " + wanted,
                    "there is " + PlatformChoice.listed(manifests)));
  }

  /** The same, empty if nothing fits. */
  public Optional<Descriptor> find(Platform wanted) {
    return new PlatformChoice(wanted).from(manifests);
  }
}
