package io.jcontainer.refused;

/** Doclint: a link to {@link Nowhere}. */
public final class BrokenComment {
  private BrokenComment() {}
}
