package io.jcontainer.junit.leak;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** One kind of thing that a test can leave behind. Keeps nothing: it is asked what is there now. */
sealed interface Trace
    permits Cgroups,
        Descriptors,
        Interfaces,
        LoopDevices,
        Mounts,
        Processes,
        TemporaryFiles,
        Threads {
  /**
   * What tells each one that is there now from all others. Runs before and after every test, so it
   * reads little.
   */
  Set<String> present() throws IOException;

  /** What a new one is, for people; empty if it is gone by now, or is not the test's. */
  Optional<Leak> describe(String identity) throws IOException;
}
