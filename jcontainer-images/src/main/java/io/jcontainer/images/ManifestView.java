package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.Blob;
import io.jcontainer.ByteSize;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Manifest;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;

/** Manifests as users see them. */
final class ManifestView {
  private ManifestView() {}

  /**
   * A manifest that was fetched or made.
   *
   * @param part what it is, for messages
   * @throws InvalidImageException if it is an index, or nothing known
   */
  static Manifest of(FetchedDocument document, String part) {
    Contents contents = document.contents();
    if (contents.type().isIndex()) {
      throw new InvalidImageException(
          part,
          "it is an index of several manifests: ImageIndexes.read reads it, or name one by its"
              + " digest",
          null);
    }
    return new Manifest(
        document.digest(),
        document.mediaType(),
        contents.artifactType().orElse(""),
        blob(contents.config().orElseThrow()),
        contents.layers().stream().map(ManifestView::blob).toList(),
        contents.subject().map(Descriptor::digest),
        contents.annotations(),
        new String(document.bytes(), UTF_8));
  }

  private static Blob blob(Descriptor descriptor) {
    return new Blob(
        descriptor.mediaType(),
        descriptor.digest(),
        ByteSize.ofBytes(descriptor.size()),
        descriptor.annotations());
  }

  /**
   * What to ask a place for.
   *
   * @throws InvalidImageException if nobody can have that much
   */
  static Descriptor descriptor(Blob blob) {
    if (blob.size().bytes() > Descriptor.LARGEST) {
      throw new InvalidImageException(
          "blob " + blob.digest(), "a size of " + blob.size() + " cannot be right", null);
    }
    return Descriptor.of(blob.mediaType(), blob.digest(), blob.size().bytes());
  }
}
