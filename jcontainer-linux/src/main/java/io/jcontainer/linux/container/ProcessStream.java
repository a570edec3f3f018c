package io.jcontainer.linux.container;

/** One of the streams between this JVM and a process. */
interface ProcessStream extends AutoCloseable {
  /** The process has ended: lets go of what is not needed any more. On the event loop. */
  void processEnded();

  /** Lets go of everything. Idempotent. */
  @Override
  void close();
}
