package io.jcontainer.junit.leak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What the JVM opens when it is first needed, and keeps: it is needed here, before the first look,
 * so that no test is blamed for it. That is the pollers of virtual threads and the socket that
 * stands in for closed ones; and the lock that shows {@link Neighbours} that we are here.
 */
public final class JvmWarmUp {
  private static boolean done;

  private JvmWarmUp() {}

  /** Does it, the first time. */
  public static synchronized void once() {
    if (!done) {
      meetOnLoopback();
      Neighbours.announce();
      done = true;
    }
  }

  private static void meetOnLoopback() {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(anyPort)) {
      FutureTask<Integer> accepting = new FutureTask<>(() -> acceptAndRead(server));
      awaitWaiting(Thread.ofVirtual().start(accepting));
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
        client.write(ByteBuffer.allocate(1));
        accepting.get();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to a socket on the loopback interface", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot accept on the loopback interface", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only a thread that waits for its socket needs the pollers. */
  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }

  private static int acceptAndRead(ServerSocketChannel server) throws IOException {
    try (SocketChannel peer = server.accept()) {
      return peer.read(ByteBuffer.allocate(1));
    }
  }
}
