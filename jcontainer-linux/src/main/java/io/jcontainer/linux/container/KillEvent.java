package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.Signal;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A signal that was followed by the container's end, for Java Flight Recorder. */
@Name("io.jcontainer.Kill")
@Label("Container Kill")
@Description("From the last signal that a user sent until the end of the container was seen")
@Category("jcontainer")
@StackTrace(false)
final class KillEvent extends Event {
  @Label("Container")
  String container = "";

  @Label("Signal")
  @Description("Number of the signal")
  int signal;

  /** Records it where somebody asked for such events. */
  void finish(ContainerId id, Signal sent) {
    if (shouldCommit()) {
      container = id.value();
      signal = sent.number();
      commit();
    }
  }
}
