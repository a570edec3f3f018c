package io.jcontainer.benchmarks.pull;

/** Somebody who pulls images into a store of his own. */
public interface Puller extends AutoCloseable {
  /** In the tables. */
  String name();

  /**
   * Pulls an image that is not there, so that containers could be started from it.
   *
   * @param reference with registry and tag
   */
  Taken pull(String reference);

  /** Removes an image and all that came with it. */
  void remove(String reference);

  /** Ends what it needed. */
  @Override
  default void close() {}
}
