package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of the host: a new one is a leak if it is a child of this JVM, a zombie too, or if
 * it is in a pid namespace of its own, as an orphan of a container would be.
 *
 * @param proc where procfs is mounted
 */
record Processes(Path proc) implements Trace {
  static Processes ofThisHost() {
    return new Processes(Path.of("/proc"));
  }

  @Override
  public Set<String> present() throws IOException {
    Set<String> present = new HashSet<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(proc, entry -> Character.isDigit(name(entry).charAt(0)))) {
      entries.forEach(entry -> present.add(name(entry)));
    }
    return present;
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  @Override
  public Optional<Leak> describe(String identity) {
    try {
      Stat stat = Stat.parse(Files.readString(proc.resolve(identity).resolve("stat")));
      if (stat.parent() == ProcessHandle.current().pid()) {
        return Optional.of(Leak.ofThisJvm("child process " + identity + " " + stat));
      }
      return isInAnotherNamespace(identity)
          ? Optional.of(Leak.ofTheHost("process " + identity + " in its own pid namespace " + stat))
          : Optional.empty();
    } catch (IOException goneOrNotOurs) {
      // ENOENT and ESRCH: it has ended. EACCES: of another user, and not our child for that.
      return Optional.empty();
    }
  }

  private boolean isInAnotherNamespace(String pid) throws IOException {
    Path ours = Files.readSymbolicLink(proc.resolve("self/ns/pid"));
    return !ours.equals(Files.readSymbolicLink(proc.resolve(pid).resolve("ns/pid")));
  }

  /**
   * The first fields of {@code /proc/pid/stat}.
   *
   * @param command the program's name, cut to 15 bytes
   * @param state one letter: R, S, D, Z, T …
   */
  record Stat(String command, String state, long parent) {
    /** The command is in parentheses, and may itself contain any character. */
    static Stat parse(String line) {
      int open = line.indexOf('(');
      int close = line.lastIndexOf(')');
      String[] rest = line.substring(close + 2).split(" ", 3);
      return new Stat(line.substring(open + 1, close), rest[0], Long.parseLong(rest[1]));
    }

    @Override
    public String toString() {
      return "(%s, state %s, parent %d)".formatted(command, state, parent);
    }
  }
}
