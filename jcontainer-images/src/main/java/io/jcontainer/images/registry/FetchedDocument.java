package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.images.model.Document;

/**
 * An index or a manifest as a registry sent it: checked against the digest that was asked for, and
 * parsed.
 */
public final class FetchedDocument {
  private final Digest digest;
  private final byte[] bytes;
  private final Document document;

  FetchedDocument(Digest digest, byte[] bytes, Document document) {
    this.digest = digest;
    this.bytes = bytes;
    this.document = document;
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
    return document.type().mediaType();
  }

  /** What the bytes say. */
  public Document document() {
    return document;
  }
}
