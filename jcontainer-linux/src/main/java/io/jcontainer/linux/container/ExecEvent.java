package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * The beginning of a command in a running container, for Java Flight Recorder: from the call until
 * the process is the command. The parts follow each other and add up to the event's duration; a
 * part that was not reached is zero.
 */
@Name("io.jcontainer.Exec")
@Label("Container Exec")
@Description("From the call of exec until the process is the command")
@Category("jcontainer")
@StackTrace(false)
final class ExecEvent extends Event {
  @Label("Container")
  String container = "";

  @Label("Program")
  @Description("Name of the program that was asked for, without its arguments")
  String program = "";

  @Label("Process")
  @Description("Id of the process on the host; zero if it could not be begun")
  long pid;

  @Label("Preparation")
  @Description("Looking up the user, making the control group and the pipes, compiling the program")
  @Timespan(Timespan.NANOSECONDS)
  long preparation;

  @Label("Helper Wait")
  @Description("Waiting until the helper, begun at the same time, is spawned")
  @Timespan(Timespan.NANOSECONDS)
  long helperWait;

  @Label("Verification")
  @Description("Being handed the process, and looking up where it is, while it sets itself up")
  @Timespan(Timespan.NANOSECONDS)
  long verification;

  @Label("Setup")
  @Description("From then until the process has become the command")
  @Timespan(Timespan.NANOSECONDS)
  long setup;

  private transient long last;

  /** Begins the event and its first part. */
  void start() {
    begin();
    last = System.nanoTime();
  }

  /** Ends a part and begins the next: nanoseconds. */
  long lap() {
    long before = last;
    last = System.nanoTime();
    return last - before;
  }

  /** Records it where somebody asked for such events. */
  void finish(ContainerId id, String programName) {
    if (shouldCommit()) {
      container = id.value();
      program = programName;
      commit();
    }
  }
}
