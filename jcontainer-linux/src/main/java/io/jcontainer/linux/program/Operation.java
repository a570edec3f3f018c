package io.jcontainer.linux.program;

import io.jcontainer.kernel.Architecture;

/** What a step does: a system call, or one of the interpreter's own operations. */
public sealed interface Operation permits Sys, Builtin {
  /** The number in the step's record. */
  int number(Architecture architecture);

  /** The name in an explanation. */
  String title();
}
