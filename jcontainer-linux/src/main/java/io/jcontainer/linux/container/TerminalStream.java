package io.jcontainer.linux.container;

import io.jcontainer.linux.terminal.Terminal;

/**
 * What is left of a terminal besides the streams to and from it, let go of with the process.
 *
 * @param terminal whose size was set
 */
record TerminalStream(Terminal terminal) implements ProcessStream {
  @Override
  public void processEnded() {
    terminal.closeAllButInput();
  }

  @Override
  public void close() {
    terminal.close();
  }
}
