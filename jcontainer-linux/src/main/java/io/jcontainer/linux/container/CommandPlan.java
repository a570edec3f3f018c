package io.jcontainer.linux.container;

import java.util.List;

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
}
