package io.jcontainer.images.registry.testing;

import io.jcontainer.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image made for a test: a manifest, a configuration and layers, whose bytes need not be tar
 * archives.
 */
public final class SampleImage {
  /** OCI's media type for a manifest. */
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /** OCI's media type for an index. */
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  private final String mediaType;
  private final byte[] manifest;
  private final Map<Digest, byte[]> blobs;

  /**
   * An image of these documents, right or wrong.
   *
   * @param mediaType of the manifest
   * @param manifest bytes
   * @param blobs configuration and layers by digest; the configuration is the first
   */
  public SampleImage(String mediaType, byte[] manifest, Map<Digest, byte[]> blobs) {
    this.mediaType = mediaType;
    this.manifest = manifest.clone();
    this.blobs = Collections.unmodifiableMap(new LinkedHashMap<>(blobs));
  }

  /**
   * An image of these layers.
   *
   * @param architecture in the configuration
   * @param layerType media type of all layers
   * @param diffIds of the layers, in their order
   */
  public static SampleImage of(
      String architecture, String layerType, List<Digest> diffIds, List<byte[]> layers) {
    String quoted = String.join(",", diffIds.stream().map(diffId -> "\"" + diffId + "\"").toList());
    byte[] config =
        """
        {"architecture":"%s","os":"linux","config":{"Cmd":["/bin/true"]},
         "rootfs":{"type":"layers","diff_ids":[%s]}}\
        """
            .formatted(architecture, quoted)
            .getBytes(StandardCharsets.UTF_8);
    Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    blobs.put(Digest.sha256(config), config);
    List<String> descriptors = new ArrayList<>();
    for (byte[] layer : layers) {
      blobs.put(Digest.sha256(layer), layer);
      descriptors.add(descriptor(layerType, layer));
    }
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
        """
            .formatted(
                OCI_MANIFEST,
                descriptor("application/vnd.oci.image.config.v1+json", config),
                String.join(",", descriptors));
    return new SampleImage(OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8), blobs);
  }

  /** An image for amd64 with one layer of these bytes, said to be an uncompressed tar archive. */
  public static SampleImage ofLayer(byte[] layer) {
    return of(
        "amd64",
        "application/vnd.oci.image.layer.v1.tar",
        List.of(Digest.sha256(layer)),
        List.of(layer));
  }

  /** A descriptor of these bytes. */
  public static String descriptor(String mediaType, byte[] bytes) {
    return """
    {"mediaType":"%s","digest":"%s","size":%d}\
    """
        .formatted(mediaType, Digest.sha256(bytes), bytes.length);
  }

  /** Of the manifest. */
  public String mediaType() {
    return mediaType;
  }

  /** A copy of its bytes. */
  public byte[] manifest() {
    return manifest.clone();
  }

  /** Configuration and layers by digest; the configuration is the first. */
  public Map<Digest, byte[]> blobs() {
    return blobs;
  }

  /** Of the manifest. */
  public Digest digest() {
    return Digest.sha256(manifest);
  }

  /** Of the configuration. */
  public Digest config() {
    return blobs.keySet().iterator().next();
  }

  /** Of the last layer. */
  public Digest lastLayer() {
    return List.copyOf(blobs.keySet()).getLast();
  }

  /** Makes a server have the image under a tag and its digest. */
  public SampleImage publish(FaultyServer server, String repository, String tag) {
    String base = "/v2/" + repository;
    server.on(base + "/manifests/" + tag, Reply.ok(mediaType, manifest));
    server.on(base + "/manifests/" + digest(), Reply.ok(mediaType, manifest));
    blobs.forEach(
        (digest, bytes) ->
            server.on(base + "/blobs/" + digest, Reply.ok("application/octet-stream", bytes)));
    return this;
  }
}
