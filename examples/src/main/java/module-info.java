/** Programs a newcomer runs. */
module io.jcontainer.examples {
  requires io.jcontainer;
  requires static org.jspecify;
}
