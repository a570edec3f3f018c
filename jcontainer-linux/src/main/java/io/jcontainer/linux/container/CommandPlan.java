package io.jcontainer.linux.container;

import java.util.List;
import java.util.Set;

/** What a prepared process becomes. */
interface CommandPlan {
  /** Program and arguments. */
  List<String> command();

  /** {@code NAME=value} each. */
  List<String> environment();

  /** The value of {@code PATH}, where the program is looked for. */
  String searchPath();

  /** Absolute. */
  String workingDirectory();

  /** The number of the status pipe; what lies above is closed. */
  int status();

  /** Descriptors below the status pipe that the command gets beside its streams. */
  Set<Integer> channels();
}
