package io.jcontainer.images.content;

import io.jcontainer.Digest;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import java.util.Optional;

/**
 * An index or a manifest as the place sent it that it comes from, checked against the digest that
 * was asked for. What it says is parsed when it is asked.
 */
public final class FetchedDocument {
  private final Digest digest;
  private final byte[] bytes;
  private final Optional<String> declared;
  private final String part;

  /**
   * Keeps a copy of checked bytes.
   *
   * @param declared the media type that came with them
   * @param part what they are, for messages, such as {@code manifest of debian:12}
   */
  public FetchedDocument(Digest digest, byte[] bytes, Optional<String> declared, String part) {
    this.digest = digest;
    this.bytes = bytes.clone();
    this.declared = declared;
    this.part = part;
  }

  /** Of the bytes: computed here, and what was asked for if that was a digest. */
  public Digest digest() {
    return digest;
  }

  /** A copy of the bytes as they were sent. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** In bytes. */
  public int size() {
    return bytes.length;
  }

  /** Which media type the bytes have. */
  public String mediaType() {
    return contents().type().mediaType();
  }

  /** A pointer to the bytes. */
  public Descriptor descriptor() {
    return Descriptor.of(mediaType(), digest, bytes.length);
  }

  /**
   * What the bytes say of an image.
   *
   * @throws io.jcontainer.InvalidImageException if they are no index or manifest of an image
   */
  public Document document() {
    return Document.parse(bytes, declared, part);
  }

  /**
   * What the bytes point to, be it an image or another artifact.
   *
   * @throws io.jcontainer.InvalidImageException if they are no index or manifest
   */
  public Contents contents() {
    return Contents.parse(bytes, declared, part);
  }
}
