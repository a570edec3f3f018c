package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.SocketCalls;
import java.util.List;

/** {@link SocketCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingSocketCalls extends Kernel {
  Recorder recorder();

  @Override
  default List<Fd> pipe(int flags) {
    recorder().did(recorder().sockets.pipe(flags));
    return List.of(recorder().descriptor("pipe read end"), recorder().descriptor("pipe write end"));
  }

  @Override
  default List<Fd> socketPair(int type) {
    recorder().did(recorder().sockets.socketPair(type));
    return List.of(recorder().descriptor("socket a"), recorder().descriptor("socket b"));
  }

  @Override
  default void send(Descriptor socket, byte[] bytes, List<? extends Descriptor> descriptors) {
    recorder().did(recorder().sockets.send(socket, bytes, descriptors), bytes);
  }

  /** The end of the stream if nothing is scripted. */
  @Override
  default Received receive(Descriptor socket, int bytes, int descriptors) {
    String call = recorder().sockets.receive(socket, bytes, descriptors);
    return recorder().answer(call, Received.class, new Received(new byte[0], List.of()));
  }
}
