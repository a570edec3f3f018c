package io.jcontainer;

/** What became of an untrusted job: what it failed of, or that it did not. */
public enum Verdict {
  /** It returned zero and met no limit that ends a job. */
  OK,
  /** It returned something else than zero. */
  RUNTIME_ERROR,
  /** A signal ended it that nobody here sent: a crash, mostly. */
  SIGNALLED,
  /** It took more wall time than it may. */
  TIME_LIMIT,
  /** Its processes together took more processor time than they may. */
  CPU_TIME_LIMIT,
  /** The kernel killed one of its processes for want of memory. */
  MEMORY_LIMIT,
  /** It wrote more to one of its two streams than it may. */
  OUTPUT_LIMIT,
  /** It failed with a full file system, or a file became too large. */
  DISK_LIMIT,
  /** It failed after a process or thread was refused. */
  PROCESS_LIMIT,
  /** It died of a system call that it may not make. */
  SECURITY_VIOLATION
}
