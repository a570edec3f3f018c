package io.jcontainer.linux.container;

/** A pause of a container that lasts until everybody is done who wanted it. */
final class Stillness {
  private int users;

  void enter() {
    users++;
  }

  /** Whether that was the last. */
  boolean leave() {
    return --users == 0;
  }
}
