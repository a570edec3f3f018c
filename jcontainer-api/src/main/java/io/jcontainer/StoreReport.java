package io.jcontainer;

import java.nio.file.Path;
import java.util.List;

/**
 * What was found in a store of images.
 *
 * @param findings in the order in which they were found
 * @param notCompared directories of layers that could not be compared with their archives, because
 *     the store has only what they unpacked to (see {@link Config#withLayerArchives}), or not what
 *     is below them; {@link CheckDepth#TREES} only
 */
public record StoreReport(List<StoreFinding> findings, List<Path> notCompared) {
  /** Copies the lists. */
  public StoreReport {
    findings = List.copyOf(findings);
    notCompared = List.copyOf(notCompared);
  }

  /** Whether nothing was wrong. */
  public boolean isClean() {
    return findings.isEmpty();
  }

  /** The images that have to be pulled or loaded again before they can be used, by digest. */
  public List<Digest> toBePulled() {
    return findings.stream()
        .filter(finding -> finding.outcome() == StoreFinding.Outcome.TO_BE_PULLED)
        .flatMap(finding -> finding.images().stream())
        .distinct()
        .toList();
  }
}
