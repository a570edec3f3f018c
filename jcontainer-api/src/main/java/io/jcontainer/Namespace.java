package io.jcontainer;

/** A kind of {@code namespaces(7)} that a container has for itself unless it shares another's. */
public enum Namespace {
  /** Processes: each sees and may signal the other's; it ends with the container that made it. */
  PID,
  /** System V objects, message queues. */
  IPC,
  /** Interfaces, addresses, ports, abstract sockets. */
  NETWORK,
  /** Host and domain name. */
  UTS
}
