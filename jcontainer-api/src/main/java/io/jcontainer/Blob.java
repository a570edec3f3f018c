package io.jcontainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Content that a manifest points to: a layer, a configuration, or a part of an artifact. It says
 * which bytes they are, not where: {@link Registry#open} and {@link ImageLibrary#open} give them.
 *
 * @param mediaType what the bytes are, as their author says
 * @param digest of the bytes
 * @param size of them
 * @param annotations free-form names and values, in the manifest's order
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">OCI image
 *     specification, content descriptors</a>
 */
public record Blob(
    String mediaType, Digest digest, ByteSize size, Map<String, String> annotations) {
  /** The annotation that has the name of a file, as ORAS writes it: a word of its author's. */
  public static final String TITLE = "org.opencontainers.image.title";

  /** Copies the annotations and keeps their order. */
  public Blob {
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }
}
