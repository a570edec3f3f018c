/** For tests that use containers: a JUnit 5 extension, a registry, and random images. */
module io.jcontainer.junit {
  requires transitive io.jcontainer;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;
  requires com.fasterxml.jackson.core;
  requires jdk.httpserver;

  exports io.jcontainer.junit;
}
