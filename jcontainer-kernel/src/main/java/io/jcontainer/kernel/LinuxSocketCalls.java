package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.Message;
import java.util.Arrays;
import java.util.List;

/** {@link SocketCalls} on this machine: a part of {@link LinuxKernel}. */
interface LinuxSocketCalls extends Kernel {
  int AF_UNIX = 1;
  int MSG_CTRUNC = 0x8;
  int MSG_TRUNC = 0x20;
  int MSG_NOSIGNAL = 0x4000;
  int MSG_CMSG_CLOEXEC = 0x4000_0000;

  SocketWording WORDS = new SocketWording(new Wording());

  @Override
  default List<Fd> pipe(int flags) {
    try (Frame frame = Frame.open()) {
      Buffer ends = frame.buffer(2 * Integer.BYTES);
      check(
          call(frame, SyscallNumber.PIPE2, ends.address(), flags | O.CLOEXEC),
          () -> WORDS.pipe(flags));
      return pair(ends);
    }
  }

  @Override
  default List<Fd> socketPair(int type) {
    try (Frame frame = Frame.open()) {
      Buffer ends = frame.buffer(2 * Integer.BYTES);
      check(
          call(frame, SyscallNumber.SOCKETPAIR, AF_UNIX, type | Sock.CLOEXEC, 0, ends.address()),
          () -> WORDS.socketPair(type));
      return pair(ends);
    }
  }

  private List<Fd> pair(Buffer ends) {
    return List.of(new Fd(this, ends.intAt(0)), new Fd(this, ends.intAt(1)));
  }

  @Override
  default void send(Descriptor socket, byte[] bytes, List<? extends Descriptor> descriptors) {
    if (bytes.length == 0 && !descriptors.isEmpty()) {
      // a stream drops descriptors that come with no byte, and says nothing
      throw new KernelException(WORDS.send(socket, bytes, descriptors), Errno.EINVAL);
    }
    int[] numbers = descriptors.stream().mapToInt(Descriptor::number).toArray();
    int sent = 0;
    do {
      // the descriptors go with the first byte, and must not go twice
      int[] attached = sent == 0 ? numbers : new int[0];
      sent += sendSome(socket, bytes, sent, attached, descriptors);
    } while (sent < bytes.length);
  }

  private int sendSome(
      Descriptor socket,
      byte[] bytes,
      int from,
      int[] attached,
      List<? extends Descriptor> descriptors) {
    int length = bytes.length - from;
    try (Frame frame = Frame.open()) {
      Message message = new Message(frame, length, attached.length);
      message.write(bytes, from, length);
      if (attached.length != 0) {
        message.writeDescriptors(attached);
      }
      long sent =
          call(frame, SyscallNumber.SENDMSG, socket.number(), message.address(), MSG_NOSIGNAL);
      return (int) check(sent, () -> WORDS.send(socket, bytes, descriptors));
    }
  }

  @Override
  default Received receive(Descriptor socket, int bytes, int descriptors) {
    try (Frame frame = Frame.open()) {
      Message message = new Message(frame, bytes, descriptors);
      long count =
          call(frame, SyscallNumber.RECVMSG, socket.number(), message.address(), MSG_CMSG_CLOEXEC);
      check(count, () -> WORDS.receive(socket, bytes, descriptors));
      List<Fd> received =
          Arrays.stream(message.descriptors()).mapToObj(number -> new Fd(this, number)).toList();
      if ((message.flags() & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        received.forEach(Fd::close);
        throw new KernelException(WORDS.receive(socket, bytes, descriptors), Errno.EMSGSIZE);
      }
      return new Received(message.bytes((int) count), received);
    }
  }
}
