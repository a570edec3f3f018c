package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerEvent.Subject;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import java.util.Map;
import java.util.function.Function;

/** What is told of one container, under the name that it has. */
final class ContainerNews {
  private final EventHub hub;
  private final Schedule schedule;
  private final ContainerId id;
  private final Map<String, String> labels;
  private volatile String name;

  ContainerNews(Engine engine, Containers.Claim claim, ContainerSpec spec) {
    this.hub = engine.hub();
    this.schedule = engine.schedule();
    this.id = claim.id();
    this.name = claim.name();
    this.labels = spec.lifeCycle().labels();
  }

  String name() {
    return name;
  }

  void rename(String chosen) {
    String before = name;
    name = chosen;
    tell(subject -> new ContainerEvent.Renamed(subject, before));
  }

  /** Tells an event, which is made only if somebody reads it. Never waits. */
  void tell(Function<Subject, ContainerEvent> event) {
    if (hub.isRead()) {
      hub.publish(event.apply(new Subject(schedule.now(), id, name, labels)));
    }
  }
}
