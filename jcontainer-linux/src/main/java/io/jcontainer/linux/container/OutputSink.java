package io.jcontainer.linux.container;

/** Where output goes that is read on the event loop. It never blocks. */
@FunctionalInterface
interface OutputSink {
  /** Takes the first bytes, which change after the call. */
  void append(byte[] source, int length);
}
