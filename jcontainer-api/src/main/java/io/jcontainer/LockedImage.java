package io.jcontainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a reference is held to, see {@link ImageLock}.
 *
 * @param digest of what the reference named: an index, or the manifest of one image
 * @param images the digest of the image for each platform that there was, sorted; of a reference
 *     that named one image, that one
 */
public record LockedImage(Digest digest, Map<Platform, Digest> images) {
  /** Copies and sorts the images, and refuses to have none. */
  public LockedImage {
    if (images.isEmpty()) {
      throw new InvalidSpecException("locked image " + digest, "name one platform at least");
    }
    Map<Platform, Digest> sorted = new LinkedHashMap<>();
    images.entrySet().stream()
        .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    images = Collections.unmodifiableMap(sorted);
  }
}
