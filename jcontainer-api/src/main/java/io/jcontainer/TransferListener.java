package io.jcontainer;

/**
 * Is told how far the transfer of an image is. It is called by several threads, for each part from
 * one at a time, and often: it has to return at once. What it throws ends the transfer.
 */
@FunctionalInterface
public interface TransferListener {
  /** More of a part was transferred. Parts that are there already are not mentioned. */
  void progress(TransferProgress progress);
}
