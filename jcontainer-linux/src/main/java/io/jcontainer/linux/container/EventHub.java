package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes the events of an engine's containers on to whoever reads them. Nobody waits here. */
final class EventHub implements AutoCloseable {
  private final Set<EventQueue> readers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** A reader of what happens from now on. */
  EventReader reader(EventFilter filter) {
    EventQueue queue = new EventQueue(filter, readers::remove);
    readers.add(queue);
    if (closed) {
      queue.end();
    }
    return queue;
  }

  /** Whether anybody reads. */
  boolean isRead() {
    return !readers.isEmpty();
  }

  void publish(ContainerEvent event) {
    readers.forEach(reader -> reader.add(event));
  }

  /** Nothing happens any more; readers see what has happened and then the end. */
  @Override
  public void close() {
    closed = true;
    readers.forEach(EventQueue::end);
    readers.clear();
  }
}
