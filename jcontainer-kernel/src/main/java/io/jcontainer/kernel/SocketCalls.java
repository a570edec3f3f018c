package io.jcontainer.kernel;

import java.util.List;

/** Pipes, and socket pairs that carry descriptors. */
public interface SocketCalls {
  /** {@code pipe2(2)} with O_CLOEXEC added: the read end, then the write end. */
  List<Fd> pipe(int flags);

  /** {@code socketpair(2)} AF_UNIX with SOCK_CLOEXEC added. */
  List<Fd> socketPair(int type);

  /**
   * {@code sendmsg(2)} with MSG_NOSIGNAL, all bytes, the descriptors as SCM_RIGHTS with the first
   * of them. Descriptors without a byte are refused with EINVAL: a stream would drop them.
   */
  void send(Descriptor socket, byte[] bytes, List<? extends Descriptor> descriptors);

  /**
   * {@code recvmsg(2)} with MSG_CMSG_CLOEXEC and room for so many descriptors. A message that does
   * not fit, in bytes (unless it is a stream) or in descriptors, fails with EMSGSIZE; the
   * descriptors that did fit are closed.
   */
  Received receive(Descriptor socket, int bytes, int descriptors);

  /**
   * What came: the bytes (none at the end of the stream) and the descriptors, owned.
   *
   * @param bytes as many as came
   * @param descriptors close each
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Received(byte[] bytes, List<Fd> descriptors) {}
}
