package io.jcontainer.images.model;

import io.jcontainer.images.json.JsonInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One layer of an image: a tar archive in the registry.
 *
 * @param descriptor of the archive as it is stored
 * @param compression of the archive
 */
public record Layer(Descriptor descriptor, Compression compression) {
  private static final String OCI = "application/vnd.oci.image.layer.v1.tar";
  private static final String OCI_FOREIGN =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";
  private static final String DOCKER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final String DOCKER_FOREIGN =
      "application/vnd.docker.image.rootfs.foreign.diff.tar";

  /** Media types in use. The foreign ones are fetched like the others: their URLs are ignored. */
  private static final Map<String, Compression> TYPES =
      Map.ofEntries(
          Map.entry(OCI, Compression.NONE),
          Map.entry(OCI + "+gzip", Compression.GZIP),
          Map.entry(OCI + "+zstd", Compression.ZSTD),
          Map.entry(OCI_FOREIGN, Compression.NONE),
          Map.entry(OCI_FOREIGN + "+gzip", Compression.GZIP),
          Map.entry(OCI_FOREIGN + "+zstd", Compression.ZSTD),
          Map.entry(DOCKER, Compression.NONE),
          Map.entry(DOCKER + ".gzip", Compression.GZIP),
          Map.entry(DOCKER + ".zstd", Compression.ZSTD),
          Map.entry(DOCKER_FOREIGN, Compression.NONE),
          Map.entry(DOCKER_FOREIGN + ".gzip", Compression.GZIP));

  /** The same bytes under OCI's name for their type, for a manifest of our own. */
  public Descriptor asOci() {
    String type = descriptor.mediaType();
    boolean foreign = type.startsWith(OCI_FOREIGN) || type.startsWith(DOCKER_FOREIGN);
    String suffix =
        switch (compression) {
          case NONE -> "";
          case GZIP -> "+gzip";
          case ZSTD -> "+zstd";
        };
    return new Descriptor(
        (foreign ? OCI_FOREIGN : OCI) + suffix,
        descriptor.digest(),
        descriptor.size(),
        Optional.empty(),
        descriptor.annotations());
  }

  static List<Layer> all(List<Descriptor> descriptors, JsonInput input) {
    List<Layer> layers = new ArrayList<>(descriptors.size());
    for (Descriptor descriptor : descriptors) {
      Compression compression = TYPES.get(descriptor.mediaType());
      if (compression == null) {
        throw input.invalid(
            "layer "
                + layers.size()
                + " has media type "
                + descriptor.mediaType()
                + ", which is no file system layer");
      }
      layers.add(new Layer(descriptor, compression));
    }
    return layers;
  }
}
