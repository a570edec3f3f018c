package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** That the kernel killed for want of memory, for Java Flight Recorder. */
@Name("io.jcontainer.OutOfMemory")
@Label("Container Out of Memory")
@Description("The kernel killed a process of a container for want of memory")
@Category("jcontainer")
@StackTrace(false)
final class OutOfMemoryEvent extends Event {
  @Label("Container")
  String container = "";

  @Label("Limit")
  @Description("The memory limit; zero for none")
  @DataAmount
  long limit;

  /** Records it where somebody asked for such events. */
  static void record(ContainerId id, long limit) {
    OutOfMemoryEvent event = new OutOfMemoryEvent();
    if (event.shouldCommit()) {
      event.container = id.value();
      event.limit = limit;
      event.commit();
    }
  }
}
