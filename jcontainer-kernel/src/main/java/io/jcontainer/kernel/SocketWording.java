package io.jcontainer.kernel;

import java.util.List;

/** {@link SocketCalls} in words. */
public final class SocketWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public SocketWording(Wording words) {
    this.words = words;
  }

  /** See {@link SocketCalls#pipe}. */
  public String pipe(int flags) {
    return flags == 0 ? "pipe2()" : "pipe2(" + O.describeFlags(flags) + ")";
  }

  /** See {@link SocketCalls#socketPair}. */
  public String socketPair(int type) {
    return "socketpair(AF_UNIX, " + Sock.describe(type) + ")";
  }

  /** See {@link SocketCalls#send}. */
  public String send(Descriptor socket, byte[] bytes, List<? extends Descriptor> descriptors) {
    String rights = descriptors.isEmpty() ? "" : ", SCM_RIGHTS " + words.fds(descriptors);
    String content = words.content(bytes, 0, bytes.length);
    return "sendmsg(" + words.fd(socket) + ", " + content + rights + ")";
  }

  /** See {@link SocketCalls#receive}. */
  public String receive(Descriptor socket, int bytes, int descriptors) {
    String rights = descriptors == 0 ? "" : ", SCM_RIGHTS " + descriptors;
    return "recvmsg(" + words.fd(socket) + ", " + bytes + " bytes" + rights + ")";
  }
}
