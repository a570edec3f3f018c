package io.jcontainer;

/** What a bind may differ in. Set-user-id programs and devices never work in one. */
public enum BindOption {
  /** Shows the mounts beneath the source as well, each read-only if the bind is. */
  RECURSIVE,
  /** Programs there cannot be executed. */
  NO_EXEC,
  /**
   * What the host mounts beneath the source later appears inside too ({@code rslave} elsewhere), if
   * the host shares the source's mount. Never the other way: what a container mounts stays inside.
   */
  FOLLOW_HOST_MOUNTS
}
