package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ExitStatus;
import io.jcontainer.Signal;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A run of a container, for Java Flight Recorder: as long as its first process was the command. */
@Name("io.jcontainer.Exit")
@Label("Container Exit")
@Description("From the start of the command until its end was seen and all its output was read")
@Category("jcontainer")
@StackTrace(false)
final class ExitEvent extends Event {
  @Label("Container")
  String container = "";

  @Label("Process")
  @Description("Id that the first process had on the host")
  long pid;

  @Label("Exit Code")
  @Description("128 plus the signal's number if a signal ended it")
  int code;

  @Label("Signal")
  @Description("Number of the signal that ended it; zero if none did")
  int signal;

  @Label("Out of Memory")
  @Description("Whether the kernel killed a process of it for want of memory")
  boolean oomKilled;

  @Label("Timed Out")
  @Description("Whether its time limit ended it")
  boolean timedOut;

  /** Records it where somebody asked for such events. */
  void finish(ContainerId id, int process, ExitStatus status) {
    if (shouldCommit()) {
      container = id.value();
      pid = process;
      code = status.code();
      signal = status.signal().map(Signal::number).orElse(0);
      oomKilled = status.oomKilled();
      timedOut = status.timedOut();
      commit();
    }
  }
}
