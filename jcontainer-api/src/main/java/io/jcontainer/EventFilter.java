package io.jcontainer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses events: those that meet all that is asked. It is data and no code of its user, because it
 * is applied on the thread that all containers depend on. Immutable; each {@code with} returns
 * another.
 *
 * @param types one of these; empty for any
 * @param containers of one of these; empty for any
 * @param labels that the container must have, each with this value, or any if empty
 */
public record EventFilter(
    Set<Class<? extends ContainerEvent>> types,
    Set<ContainerId> containers,
    Map<String, Optional<String>> labels)
    implements Predicate<ContainerEvent> {
  private static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), Map.of());

  /** Copies the collections. */
  public EventFilter {
    types = Set.copyOf(types);
    containers = Set.copyOf(containers);
    labels = Map.copyOf(labels);
  }

  /** Every event of the engine. */
  public static EventFilter all() {
    return ALL;
  }

  /** Those of one of these types, such as {@code ContainerEvent.Exited.class}. */
  @SafeVarargs
  public final EventFilter withType(Class<? extends ContainerEvent>... wanted) {
    Set<Class<? extends ContainerEvent>> more = new HashSet<>(types);
    for (Class<? extends ContainerEvent> type : wanted) {
      more.add(type);
    }
    return new EventFilter(more, containers, labels);
  }

  /** Those of this container; of several when called several times. */
  public EventFilter withContainer(ContainerId container) {
    Set<ContainerId> more = new HashSet<>(containers);
    more.add(container);
    return new EventFilter(types, more, labels);
  }

  /** Those of containers with this label, whatever its value. */
  public EventFilter withLabel(String label) {
    return with(label, Optional.empty());
  }

  /** Those of containers with this label and value. */
  public EventFilter withLabel(String label, String value) {
    return with(label, Optional.of(value));
  }

  private EventFilter with(String label, Optional<String> value) {
    Map<String, Optional<String>> more = new HashMap<>(labels);
    more.put(label, value);
    return new EventFilter(types, containers, more);
  }

  @Override
  public boolean test(ContainerEvent event) {
    return (types.isEmpty() || types.contains(event.getClass()))
        && (containers.isEmpty() || containers.contains(event.id()))
        && labels.entrySet().stream().allMatch(label -> has(event, label));
  }

  private static boolean has(ContainerEvent event, Map.Entry<String, Optional<String>> label) {
    String value = event.subject().labels().get(label.getKey());
    return value != null && label.getValue().map(value::equals).orElse(true);
  }
}
