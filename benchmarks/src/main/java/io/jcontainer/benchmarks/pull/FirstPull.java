package io.jcontainer.benchmarks.pull;

import io.jcontainer.benchmarks.workspace.Workspace;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** This library in a JVM that is started for one pull, and warm in nothing. */
public final class FirstPull implements Puller {
  private final Workspace workspace;
  private final String registry;

  /** With a store in the workspace. */
  public FirstPull(Workspace workspace, String registry) {
    this.workspace = workspace;
    this.registry = registry;
  }

  /** Pulls the image, or removes it. */
  public static void main(String[] arguments) {
    try (LibraryPuller puller = new LibraryPuller("first", Path.of(arguments[1]), arguments[2])) {
      switch (arguments[0]) {
        case "pull" -> puller.pull(arguments[3]);
        case "remove" -> puller.remove(arguments[3]);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  @Override
  public String name() {
    return "jcontainer, a JVM for it alone";
  }

  @Override
  public Taken pull(String reference) {
    return TimedCommand.run(command("pull", reference));
  }

  @Override
  public void remove(String reference) {
    TimedCommand.run(command("remove", reference));
  }

  private List<String> command(String verb, String reference) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    Stream.of(
            FirstPull.class.getName(),
            verb,
            workspace.subdirectory("first").toString(),
            registry,
            reference)
        .forEach(command::add);
    return command;
  }
}
