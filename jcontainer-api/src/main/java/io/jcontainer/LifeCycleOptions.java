package io.jcontainer;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a container is called, and what the engine does with it between its making and its removal.
 *
 * @param name unique in its engine; empty for the beginning of its id
 * @param labels free-form names and values
 * @param autoRemove whether it is removed when it has ended
 * @param restart whether it is started again when it has ended
 * @param healthCheck how it is found out whether it works
 */
public record LifeCycleOptions(
    Optional<String> name,
    Map<String, String> labels,
    boolean autoRemove,
    RestartPolicy restart,
    Optional<HealthCheck> healthCheck) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
  private static final Pattern LABEL = Pattern.compile("[^\\p{Cntrl}]{1,1024}");
  private static final String RESERVED = "io.jcontainer.";

  /** Copies the labels, and refuses what does not go together. */
  public LifeCycleOptions {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    name.ifPresent(LifeCycleOptions::checkedName);
    if (autoRemove && restart.when() != RestartPolicy.When.NO) {
      throw new InvalidSpecException(
          "automatic removal", "the restart policy would start it again; choose one of the two");
    }
  }

  /** No name, no labels, and nothing done by itself. */
  public static LifeCycleOptions defaults() {
    return new LifeCycleOptions(
        Optional.empty(), Map.of(), false, RestartPolicy.no(), Optional.empty());
  }

  /**
   * A name that may be a container's, as it is given.
   *
   * @throws InvalidSpecException if it breaks the rule
   */
  public static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSpecException(
          "container name \"" + Text.printable(name) + "\"",
          "1 to 128 letters, digits, underscores, dots and hyphens, beginning with a letter or"
              + " digit");
    }
    return name;
  }

  LifeCycleOptions withName(String chosen) {
    return new LifeCycleOptions(Optional.of(chosen), labels, autoRemove, restart, healthCheck);
  }

  LifeCycleOptions withLabel(String label, String value) {
    if (!LABEL.matcher(label).matches() || label.startsWith(RESERVED)) {
      throw new InvalidSpecException(
          "label \"" + Text.printable(label) + "\"",
          "1 to 1024 characters, none of control, not beginning with " + RESERVED);
    }
    if (value.indexOf('\0') >= 0 || value.length() > 64 * 1024) {
      throw new InvalidSpecException(
          "value of label " + label, "it has no NUL and up to 65536 characters");
    }
    Map<String, String> more = new TreeMap<>(labels);
    more.put(label, value);
    return new LifeCycleOptions(name, more, autoRemove, restart, healthCheck);
  }

  /** The labels of the image, too, where there is none of that name. */
  LifeCycleOptions over(Map<String, String> imageLabels) {
    Map<String, String> all = new TreeMap<>(imageLabels);
    all.putAll(labels);
    return new LifeCycleOptions(name, all, autoRemove, restart, healthCheck);
  }

  LifeCycleOptions withAutoRemove() {
    return new LifeCycleOptions(name, labels, true, restart, healthCheck);
  }

  LifeCycleOptions withRestart(RestartPolicy policy) {
    return new LifeCycleOptions(name, labels, autoRemove, policy, healthCheck);
  }

  LifeCycleOptions withHealthCheck(Optional<HealthCheck> check) {
    return new LifeCycleOptions(name, labels, autoRemove, restart, check);
  }
}
