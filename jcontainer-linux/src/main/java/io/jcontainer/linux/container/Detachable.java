package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Namespace;
import io.jcontainer.UserNamespaceMode;

/** The rule for what a container may have that is to outlive the JVM. */
final class Detachable {
  private Detachable() {}

  /** Refuses what ends with the JVM, or cannot be written down. */
  static void check(ContainerSpec spec) {
    refuse(spec.terminal().isPresent(), "a terminal", "it ends with the JVM");
    refuse(spec.openInput(), "an open standard input", "nobody holds it when the JVM is gone");
    refuse(
        !(spec.namespaces().users() instanceof UserNamespaceMode.EngineRange),
        "ids of its own",
        "their lock ends with the JVM");
    refuse(!spec.process().channels().isEmpty(), "a channel", "it ends with the JVM");
    refuse(!spec.storage().secrets().isEmpty(), "secrets", "they would have to be on a disk");
    refuse(
        spec.logFile().isPresent(),
        "a log file",
        "its keeper writes a log of withLogLimit's size; read it with logs(LogQuery)");
    refuse(
        spec.namespaces().shared().containsKey(Namespace.PID),
        "the process namespace of another container",
        "it would end with that one");
    refuse(spec.storage().disk().isPresent(), "a disk limit", "the files lie in memory then");
  }

  private static void refuse(boolean asked, String what, String why) {
    if (asked) {
      throw new InvalidSpecException(
          "detached container with " + what, why + "; leave one of the two away");
    }
  }
}
