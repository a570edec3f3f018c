package io.jcontainer;

/** What becomes of a container that writes more than its output limit. */
public enum OutputLimitAction {
  /** It runs on; what is beyond the limit is read and dropped. */
  DROP,
  /** It is killed at once. */
  KILL
}
