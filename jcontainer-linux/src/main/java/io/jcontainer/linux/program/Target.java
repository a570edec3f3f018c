package io.jcontainer.linux.program;

/** Where a program goes on after a step. */
public sealed interface Target permits Target.Flow, Label {
  /** The step that follows. */
  Target NEXT = Flow.NEXT;

  /** The end of the program that reports the step as failed. */
  Target FAULT = Flow.FAULT;

  /** The targets that need no label. */
  enum Flow implements Target {
    /** The step that follows. */
    NEXT,
    /** The end of the program that reports the step as failed. */
    FAULT
  }
}
