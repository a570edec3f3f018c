/** The JUnit 5 extensions of jcontainer. */
module io.jcontainer.junit {
  requires transitive io.jcontainer;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports io.jcontainer.junit;
}
