package io.jcontainer.images.content;

import io.jcontainer.images.model.Descriptor;

/**
 * A place that the parts of an image go to: a repository of a registry, a layout or an archive. It
 * is given the parts of a document before the document, so that it never points to what is missing.
 */
public interface ImageSink {
  /**
   * Makes the place have a configuration, a layer or another part, unless it has it.
   *
   * @param from where to read it, once at most
   * @return whether it was read
   */
  boolean blob(Descriptor blob, ImageSource from);

  /** How many blobs it takes at a time; one if it is written from front to back. */
  default int parallelism() {
    return 1;
  }

  /** Makes the place have an index or a manifest whose parts it has. */
  void document(FetchedDocument document);
}
