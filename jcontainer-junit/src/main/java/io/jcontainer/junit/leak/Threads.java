package io.jcontainer.junit.leak;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The platform threads of this JVM. Not those that the JDK, JUnit or Surefire start when they first
 * need them and keep.
 */
record Threads() implements Trace {
  private static final Pattern KEPT =
      Pattern.compile(
          String.join(
              "|",
              "Common-Cleaner",
              "process reaper.*", // one for each child of ProcessBuilder, idle for a minute
              "(Master|Read|Write)-?Poller.*", // virtual threads' sockets
              "VirtualThread-un(block|park)er.*",
              "ForkJoinPool-1-delayScheduler", // virtual threads' timers; pool 1 carries them
              "ForkJoinPool\\.commonPool-.*",
              "CompletableFutureDelayScheduler",
              "Keep-Alive-Timer", // URLConnection
              "Attach Listener",
              "JFR .*",
              "junit-.*",
              "surefire-.*",
              "ping-.*")); // Surefire

  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  @Override
  public Set<String> present() {
    Set<String> present = new HashSet<>();
    alive().stream()
        .filter(thread -> !belongsToTheJvm(thread))
        .forEach(thread -> present.add(Long.toString(thread.threadId())));
    return present;
  }

  @Override
  public Optional<Leak> describe(String identity) {
    long id = Long.parseLong(identity);
    return alive().stream()
        .filter(thread -> thread.threadId() == id)
        .findFirst()
        .map(thread -> Leak.ofThisJvm("thread " + describe(thread)));
  }

  private static String describe(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    String place = stack.length == 0 ? "" : " at " + stack[stack.length - 1];
    return "%s (%s, %s)%s"
        .formatted(thread.getName(), thread.getClass().getName(), thread.getState(), place);
  }

  private static boolean belongsToTheJvm(Thread thread) {
    return KEPT.matcher(thread.getName()).matches() || thread.getClass().getName().equals(CARRIER);
  }

  private static List<Thread> alive() {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    while (top.getParent() != null) {
      top = top.getParent();
    }
    Thread[] room = new Thread[top.activeCount() + 8];
    int count = top.enumerate(room);
    while (count == room.length) { // it may have been too small
      room = new Thread[2 * room.length];
      count = top.enumerate(room);
    }
    return Arrays.asList(room).subList(0, count);
  }
}
