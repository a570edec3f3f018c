package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.StoreFinding;
import io.jcontainer.StoreFinding.Kind;
import io.jcontainer.StoreFinding.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a survey has found so far, some of which it mends at once if it is to. */
final class Findings {
  private final boolean repairing;
  private final List<StoreFinding> all = new ArrayList<>();

  Findings(boolean repairing) {
    this.repairing = repairing;
  }

  /** Something that the survey does not mend. */
  void add(Kind kind, Path path, String why, List<Digest> images) {
    all.add(new StoreFinding(kind, path, why, images, Outcome.FOUND));
  }

  /** Something that the survey mends. */
  void mend(Kind kind, Path path, String why, Runnable mending) {
    if (repairing) {
      mending.run();
    }
    Outcome outcome = repairing ? Outcome.REPAIRED : Outcome.FOUND;
    all.add(new StoreFinding(kind, path, why, List.of(), outcome));
  }

  List<StoreFinding> all() {
    return List.copyOf(all);
  }
}
