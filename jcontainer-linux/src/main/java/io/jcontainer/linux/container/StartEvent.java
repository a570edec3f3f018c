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
 * A start of a container, for Java Flight Recorder: from the call until the first process is the
 * command, and how long each part of it took.
 *
 * <p>The parts follow each other on the calling thread and add up to the event's duration, except
 * {@code rootFilesystem}, which is built beside the first of them; a part that was not reached is
 * zero.
 */
@Name("io.jcontainer.Start")
@Label("Container Start")
@Description("From the call of start until the first process is the command")
@Category("jcontainer")
@StackTrace(false)
final class StartEvent extends Event {
  @Label("Container")
  String container = "";

  @Label("Process")
  @Description("Id of the first process on the host; zero if the start failed")
  long pid;

  @Label("Control Groups")
  @Description("Making the control groups and setting the limits")
  @Timespan(Timespan.NANOSECONDS)
  long controlGroups;

  @Label("Streams")
  @Description("Making the pipes, opening the control groups' files")
  @Timespan(Timespan.NANOSECONDS)
  long streams;

  @Label("Helper Wait")
  @Description("Waiting until the helper, begun at the same time, is spawned")
  @Timespan(Timespan.NANOSECONDS)
  long helperWait;

  @Label("Birth")
  @Description("Sending the program that makes the first process in its namespaces")
  @Timespan(Timespan.NANOSECONDS)
  long birth;

  @Label("Root File System Wait")
  @Description("Waiting until the root file system, begun at the same time, is built")
  @Timespan(Timespan.NANOSECONDS)
  long rootFilesystemWait;

  @Label("Program")
  @Description("Compiling the start to a list of system calls")
  @Timespan(Timespan.NANOSECONDS)
  long program;

  @Label("Sending")
  @Description("Assembling the program and sending it to the first process")
  @Timespan(Timespan.NANOSECONDS)
  long sending;

  @Label("Verification")
  @Description(
      "Being handed the first process, and looking up where it is, while it sets itself up")
  @Timespan(Timespan.NANOSECONDS)
  long verification;

  @Label("Setup")
  @Description("From then until the first process has become the command")
  @Timespan(Timespan.NANOSECONDS)
  long setup;

  @Label("Watching")
  @Description("Taking over the first process and its output")
  @Timespan(Timespan.NANOSECONDS)
  long watching;

  @Label("Root File System")
  @Description("Building the root file system, on a thread of its own")
  @Timespan(Timespan.NANOSECONDS)
  long rootFilesystem;

  private transient long last;

  /** Begins the first part: the time of {@link System#nanoTime}. */
  long start() {
    last = System.nanoTime();
    return last;
  }

  /** Ends a part and begins the next: nanoseconds. */
  long lap() {
    long before = last;
    last = System.nanoTime();
    return last - before;
  }

  /** Records it where somebody asked for such events. */
  void finish(ContainerId id) {
    if (shouldCommit()) {
      container = id.value();
      commit();
    }
  }
}
