package io.jcontainer;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses containers: those that meet all that is asked. Immutable; each {@code with} returns
 * another.
 *
 * @param states one of these; empty for any
 * @param labels that it must have, each with this value, or any if empty
 * @param name a part of its name; empty for any
 * @param image the reference that its image was got by, or its digest; empty for any
 * @param idPrefix the beginning of its id; empty for any
 */
public record ContainerFilter(
    Set<ContainerState> states,
    Map<String, Optional<String>> labels,
    String name,
    String image,
    String idPrefix)
    implements Predicate<ContainerInfo> {
  private static final ContainerFilter ALL = new ContainerFilter(Set.of(), Map.of(), "", "", "");

  /** Copies the collections. */
  public ContainerFilter {
    states = Set.copyOf(states);
    labels = Map.copyOf(labels);
  }

  /** Every container. */
  public static ContainerFilter all() {
    return ALL;
  }

  /** Those in one of these states. */
  public ContainerFilter withState(ContainerState... wanted) {
    Set<ContainerState> chosen = EnumSet.noneOf(ContainerState.class);
    chosen.addAll(List.of(wanted));
    return new ContainerFilter(chosen, labels, name, image, idPrefix);
  }

  /** Those with this label, whatever its value. */
  public ContainerFilter withLabel(String label) {
    return with(label, Optional.empty());
  }

  /** Those with this label and value. */
  public ContainerFilter withLabel(String label, String value) {
    return with(label, Optional.of(value));
  }

  private ContainerFilter with(String label, Optional<String> value) {
    Map<String, Optional<String>> more = new HashMap<>(labels);
    more.put(label, value);
    return new ContainerFilter(states, more, name, image, idPrefix);
  }

  /** Those whose name has this in it. */
  public ContainerFilter withName(String part) {
    return new ContainerFilter(states, labels, part, image, idPrefix);
  }

  /**
   * Those of the image that was got by this reference, or that has this digest.
   *
   * @throws InvalidSpecException if it is neither
   */
  public ContainerFilter withImage(String referenceOrDigest) {
    String known =
        referenceOrDigest.startsWith("sha256:")
            ? referenceOrDigest
            : Reference.parse(referenceOrDigest).toString();
    return new ContainerFilter(states, labels, name, known, idPrefix);
  }

  /** Those whose id begins so. */
  public ContainerFilter withIdPrefix(String prefix) {
    return new ContainerFilter(states, labels, name, image, prefix);
  }

  @Override
  public boolean test(ContainerInfo info) {
    return (states.isEmpty() || states.contains(info.state()))
        && labels.entrySet().stream().allMatch(label -> has(info, label))
        && info.name().contains(name)
        && (image.isEmpty() || isOf(info.image()))
        && info.id().value().startsWith(idPrefix);
  }

  private boolean isOf(Image its) {
    return its.name().equals(image) || its.digest().toString().equals(image);
  }

  private static boolean has(ContainerInfo info, Map.Entry<String, Optional<String>> label) {
    String value = info.labels().get(label.getKey());
    return value != null && label.getValue().map(value::equals).orElse(true);
  }
}
