package io.jcontainer.linux.container;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.nio.channels.ByteChannel;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** This JVM's ends of a container's channels, by the numbers that the command knows them by. */
final class Channels implements AutoCloseable {
  private final Map<Integer, SocketChannel> channels = new TreeMap<>();

  /**
   * Takes over what the first process sent.
   *
   * @param received {@link ChannelSteps#ENDS} of each channel, in the order of their numbers
   * @throws KernelException if one cannot be used: all are closed
   */
  Channels(Kernel kernel, EventLoop events, Set<Integer> numbers, List<Fd> received) {
    try {
      if (received.size() != ChannelSteps.ENDS * numbers.size()) {
        throw new IllegalStateException(
            received.size() + " descriptors came for " + numbers.size() + " channels");
      }
      received.forEach(end -> kernel.setStatusFlags(end, O.NONBLOCK));
    } catch (RuntimeException e) {
      received.forEach(Fd::close);
      throw e;
    }
    Iterator<Fd> ends = received.iterator();
    for (int number : numbers) {
      PipeInput input = new PipeInput(kernel, events, ends.next());
      PipeOutput output = new PipeOutput(kernel, events, ends.next());
      channels.put(number, new SocketChannel(input, output));
    }
  }

  /** Those of a container that has none. */
  static Channels none(Engine engine) {
    return new Channels(engine.kernel(), engine.events(), Set.of(), List.of());
  }

  /** How many descriptors from 3 on are channels, or lie between such. */
  static int reserved(Set<Integer> numbers) {
    return numbers.stream().mapToInt(number -> number - DescriptorTable.STDERR).max().orElse(0);
  }

  /**
   * The channel.
   *
   * @throws IllegalStateException if there is none
   */
  ByteChannel get(int number) {
    ByteChannel channel = channels.get(number);
    if (channel == null) {
      throw new IllegalStateException(
          "the container has no channel " + number + ": call withChannel before its start");
    }
    return channel;
  }

  /** Closes all. Idempotent. */
  @Override
  public void close() {
    channels.values().forEach(SocketChannel::close);
  }
}
