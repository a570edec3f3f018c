package io.jcontainer.linux.cgroup;

import java.util.concurrent.TimeUnit;

/** Time, as far as waiting for the kernel needs it; tests give one that does not pass by itself. */
interface Pause {
  /** The system's own. */
  Pause SYSTEM =
      new Pause() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  /** Like {@link System#nanoTime()}. */
  long nanoTime();

  /** Waits so long. */
  void sleep(long nanos) throws InterruptedException;
}
