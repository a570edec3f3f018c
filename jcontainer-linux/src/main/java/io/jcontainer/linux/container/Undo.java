package io.jcontainer.linux.container;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone if a later step fails: the last thing made goes first. */
final class Undo {
  private final Deque<Runnable> steps = new ArrayDeque<>();

  void add(Runnable step) {
    steps.push(step);
  }

  /** Undoes everything; what fails on the way is added to the failure that led here. */
  void run(Throwable cause) {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        if (!e.equals(cause)) {
          cause.addSuppressed(e);
        }
      }
    }
  }
}
