package io.jcontainer.junit.leak;

/**
 * One thing that is there now and was not before.
 *
 * @param what it is, for people
 * @param onHost whether all programs of the host share its kind, so that another may have made it
 */
public record Leak(String what, boolean onHost) {
  static Leak ofThisJvm(String what) {
    return new Leak(what, false);
  }

  static Leak ofTheHost(String what) {
    return new Leak(what, true);
  }

  @Override
  public String toString() {
    return what;
  }
}
