package io.jcontainer;

/** What becomes of a name that is not in an {@link ImageLock}. */
public enum LockMode {
  /** It is not pulled: an {@link ImageLockException}. */
  STRICT,
  /** It is pulled as if there were no lock. */
  LENIENT
}
