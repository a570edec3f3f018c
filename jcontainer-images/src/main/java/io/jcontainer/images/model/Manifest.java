package io.jcontainer.images.model;

import io.jcontainer.images.json.JsonInput;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An image for one platform: its configuration and its layers, lowest first.
 *
 * @param type OCI or Docker
 * @param config where the {@link ConfigFile} is, at most {@link Document#LARGEST} bytes
 * @param layers lowest first, one for each diff id of the configuration
 * @param annotations free-form names and values
 */
public record Manifest(
    DocumentType type, Descriptor config, List<Layer> layers, Map<String, String> annotations)
    implements Document {
  private static final Set<String> CONFIG_TYPES =
      Set.of(
          "application/vnd.oci.image.config.v1+json",
          "application/vnd.docker.container.image.v1+json");

  /** Copies the layers. */
  public Manifest {
    layers = List.copyOf(layers);
  }

  /** The size of all layers together as they are stored in the registry, in bytes. */
  public long layersSize() {
    return layers.stream().mapToLong(layer -> layer.descriptor().size()).sum();
  }

  /** Whether a media type is that of an image's configuration. */
  public static boolean isImageConfig(String mediaType) {
    return CONFIG_TYPES.contains(mediaType);
  }

  static void requireConfig(Descriptor config, JsonInput input) {
    if (!isImageConfig(config.mediaType())) {
      throw input.invalid(
          "it is no container image but another artifact: its configuration has media type "
              + config.mediaType());
    }
    if (config.size() > Document.LARGEST) {
      throw input.invalid("its configuration has " + config.size() + " bytes, more than 4 MiB");
    }
  }
}
