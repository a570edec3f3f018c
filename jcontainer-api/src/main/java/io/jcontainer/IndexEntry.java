package io.jcontainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of an {@link ImageIndex}: an image, or what belongs to one. {@link ImageIndexes#entry}
 * and {@link ImageIndexes#entries} make them.
 *
 * @param digest of the manifest that it points to
 * @param mediaType of that
 * @param size of that
 * @param platform what it was built for, if that is said
 * @param osVersion the least version of the operating system, for systems that have such, or empty
 * @param osFeatures what the operating system has to have
 * @param artifactType what it is if it is no image, or empty
 * @param annotations free-form names and values
 * @param origin where to fetch it from if the store does not have it; not written into an index
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">OCI image
 *     specification, image index</a>
 */
public record IndexEntry(
    Digest digest,
    String mediaType,
    ByteSize size,
    Optional<Platform> platform,
    String osVersion,
    List<String> osFeatures,
    String artifactType,
    Map<String, String> annotations,
    Optional<Reference> origin) {
  /** Copies the collections and keeps their order. */
  public IndexEntry {
    osFeatures = List.copyOf(osFeatures);
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }

  /**
   * The same for another platform, for images that do not say the right one or no variant. Whether
   * the image runs there is not looked at.
   */
  public IndexEntry withPlatform(Platform other) {
    return new IndexEntry(
        digest,
        mediaType,
        size,
        Optional.of(other),
        osVersion,
        osFeatures,
        artifactType,
        annotations,
        origin);
  }

  /** The same with one more annotation, or another value of it. */
  public IndexEntry withAnnotation(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(annotations);
    more.put(name, value);
    return new IndexEntry(
        digest, mediaType, size, platform, osVersion, osFeatures, artifactType, more, origin);
  }
}
