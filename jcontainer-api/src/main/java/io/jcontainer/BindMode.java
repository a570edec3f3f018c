package io.jcontainer;

/** What a container may do with a directory or file of the host. */
public enum BindMode {
  /** Look at it. */
  READ_ONLY,
  /** Change it, with the rights of the calling user: gives up the host's content there. */
  READ_WRITE
}
