package io.jcontainer.kernel;

/**
 * The system calls this library makes, one method each. A call that fails throws {@link
 * KernelException}; EINTR is retried where the call allows it. Safe for use by many threads, except
 * that {@link CredentialCalls} change the calling thread only.
 */
public interface Kernel
    extends FileCalls,
        TreeCalls,
        XattrCalls,
        MountCalls,
        ProcessCalls,
        SocketCalls,
        EventCalls,
        CredentialCalls {
  /** Closes a descriptor by number; used by {@link Fd#close} alone. */
  void close(int number);
}
