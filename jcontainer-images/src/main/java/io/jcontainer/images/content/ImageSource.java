package io.jcontainer.images.content;

import io.jcontainer.InvalidImageException;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A place that the parts of an image come from: a repository of a registry, the store, a layout or
 * an archive. What it gives is checked against the descriptor that asks for it.
 */
public interface ImageSource {
  /** What the place is, for messages, such as {@code 127.0.0.1:5000/app}. */
  String name();

  /**
   * The index or manifest that an entry points to.
   *
   * @throws io.jcontainer.ImageException if it is not there, or not what the entry says
   */
  default FetchedDocument document(Descriptor entry) {
    return new FetchedDocument(
        entry.digest(),
        smallBlob(entry),
        Optional.of(entry.mediaType()),
        "manifest " + entry.digest() + " of " + name());
  }

  /**
   * A part, being sent. Wrong bytes end in an {@link InvalidImageException} at the latest when the
   * end is read.
   *
   * @return to be closed
   * @throws io.jcontainer.ImageException if it is not there
   */
  VerifiedStream blob(Descriptor blob);

  /**
   * A configuration or another small part, complete and checked.
   *
   * @throws InvalidImageException if it is larger than {@link Document#LARGEST} or not what the
   *     descriptor says
   */
  default byte[] smallBlob(Descriptor blob) {
    if (blob.size() > Document.LARGEST) {
      throw new InvalidImageException(
          "blob " + blob.digest() + " of " + name(),
          "it is said to have " + blob.size() + " bytes, more than 4 MiB",
          null);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) blob.size());
    try (VerifiedStream stream = blob(blob)) {
      stream.transferTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
