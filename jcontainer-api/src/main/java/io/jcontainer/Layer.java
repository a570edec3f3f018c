package io.jcontainer;

/**
 * One layer of an image in the store: changes to the file tree of those below it.
 *
 * @param blob the layer as it is in a registry
 * @param diffId the digest of the same without compression
 * @param kept whether the store has the blob as it came, beside what it unpacks to
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI image
 *     specification, file system layers</a>
 */
public record Layer(Blob blob, Digest diffId, boolean kept) {}
