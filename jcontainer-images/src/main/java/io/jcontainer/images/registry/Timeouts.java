package io.jcontainer.images.registry;

import java.time.Duration;

/**
 * How long to wait for what.
 *
 * @param connect for a connection, TLS included
 * @param answer for the head of the answer after the request was sent
 * @param stall for the next {@link BodyStream#LEAST_PROGRESS} bytes of a body
 * @param document for a whole small body: manifest, index, token, error
 */
record Timeouts(Duration connect, Duration answer, Duration stall, Duration document) {
  static Timeouts defaults() {
    return new Timeouts(
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }
}
