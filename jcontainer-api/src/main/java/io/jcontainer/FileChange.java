package io.jcontainer;

/**
 * A difference between a container's root file system and its image.
 *
 * @param kind what happened
 * @param path absolute, inside the container
 */
public record FileChange(Kind kind, String path) {
  /** What happened to a path. */
  public enum Kind {
    /** The image does not have it. */
    ADDED,
    /** The image has it, with other content, attributes or entries. */
    CHANGED,
    /** The image has it, the container does not. */
    DELETED
  }
}
