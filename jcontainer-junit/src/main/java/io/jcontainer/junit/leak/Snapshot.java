package io.jcontainer.junit.leak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What there is of every kind of thing at one moment.
 *
 * @param present the identities by kind
 */
public record Snapshot(Map<Trace, Set<String>> present) {
  private static final List<Trace> ALL =
      List.of(
          Descriptors.ofThisJvm(),
          new Threads(),
          Processes.ofThisHost(),
          Mounts.ofThisNamespace(),
          Cgroups.ofThisHost(),
          Interfaces.ofThisNamespace(),
          LoopDevices.ofThisHost(),
          TemporaryFiles.ofThisHost());

  /** Looks at everything now. */
  public static Snapshot take() {
    return take(ALL);
  }

  static Snapshot take(List<Trace> traces) {
    Map<Trace, Set<String>> present = new LinkedHashMap<>();
    for (Trace trace : traces) {
      try {
        present.put(trace, trace.present());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look for " + trace, e);
      }
    }
    return new Snapshot(present);
  }

  /** Whether nothing is there now that was not there then. */
  public boolean isClean() {
    return leaks().isEmpty();
  }

  /** What is there now and was not then. */
  public List<Leak> leaks() {
    List<Leak> leaks = new ArrayList<>();
    present.forEach((trace, before) -> leaks.addAll(leaks(trace, before)));
    return leaks;
  }

  private static List<Leak> leaks(Trace trace, Set<String> before) {
    List<Leak> leaks = new ArrayList<>();
    try {
      for (String identity : trace.present()) {
        Optional<Leak> leak =
            before.contains(identity) ? Optional.empty() : trace.describe(identity);
        leak.ifPresent(leaks::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + trace, e);
    }
    return leaks;
  }
}
