package io.jcontainer;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What this host can do, found by trying, not by comparing versions.
 *
 * @param features every {@link HostFeature} with its answer
 */
public record HostSupport(Map<HostFeature, Support> features) {
  /** Copies the answers and refuses an incomplete list. */
  public HostSupport {
    features = Map.copyOf(new EnumMap<>(features));
    for (HostFeature feature : HostFeature.values()) {
      if (!features.containsKey(feature)) {
        throw new InvalidSpecException("host support", "no answer for " + feature);
      }
    }
  }

  /** The answer for one feature. */
  public sealed interface Support {
    /** The host has it. */
    record Available() implements Support {}

    /**
     * The host lacks it.
     *
     * @param reason how that was seen
     * @param remedy what the host's owner can do about it
     */
    record Unavailable(String reason, String remedy) implements Support {}
  }

  /** The answer for one feature. */
  public Support of(HostFeature feature) {
    Support support = features.get(feature);
    if (support == null) {
      throw new IllegalStateException("no answer for " + feature);
    }
    return support;
  }

  /** Whether the host has the feature. */
  public boolean has(HostFeature feature) {
    return of(feature) instanceof Support.Available;
  }

  /**
   * Fails unless the host has the feature.
   *
   * @throws HostUnsupportedException with the reason and the remedy
   */
  public void require(HostFeature feature) {
    if (of(feature) instanceof Support.Unavailable(String reason, String remedy)) {
      throw new HostUnsupportedException(feature, reason, remedy);
    }
  }

  /** One line per feature, in the order of {@link HostFeature}. */
  @Override
  public String toString() {
    return new EnumMap<>(features)
        .entrySet().stream()
            .map(
                entry ->
                    switch (entry.getValue()) {
                      case Support.Available() -> entry.getKey().title() + ": available";
                      case Support.Unavailable(String reason, String remedy) ->
                          entry.getKey().title() + ": unavailable, " + reason + "; " + remedy;
                    })
            .collect(Collectors.joining("\n"));
  }
}
