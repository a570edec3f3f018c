package io.jcontainer.images.registry.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * An HTTP/1.1 server on 127.0.0.1 that follows a script: for each path a list of replies, the last
 * of which is repeated. It notes every request. Anything that is not in the script is a 404.
 */
public final class FaultyServer implements AutoCloseable {
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Queue<Function<Request, Reply>>> script = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private final Queue<Integer> breaks = new ConcurrentLinkedQueue<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  private FaultyServer(ServerSocketFactory sockets) throws IOException {
    listener = sockets.createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    threads.execute(this::accept);
  }

  /** A server without TLS. */
  public static FaultyServer start() {
    return start(ServerSocketFactory.getDefault());
  }

  /** A server on sockets of that kind. */
  public static FaultyServer start(ServerSocketFactory sockets) {
    try {
      return new FaultyServer(sockets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** {@code 127.0.0.1:port}, as references have it. */
  public String authority() {
    return "127.0.0.1:" + port();
  }

  /** {@code http://127.0.0.1:port} and a path. */
  public String url(String path) {
    return "http://" + authority() + path;
  }

  /** Replies to requests for that path (without the query) one after the other. */
  public FaultyServer on(String path, Reply... replies) {
    Queue<Function<Request, Reply>> queue = new ConcurrentLinkedQueue<>();
    for (Reply reply : replies) {
      queue.add(request -> reply);
    }
    script.put(path, queue);
    return this;
  }

  /** Replies to requests for that path with what the function says. */
  public FaultyServer on(String path, Function<Request, Reply> reply) {
    script.put(path, new ConcurrentLinkedQueue<>(List.of(reply)));
    return this;
  }

  /** All requests so far, in the order they came. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests for one path so far. */
  public List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  /** How many connections were made so far. */
  public int connections() {
    return accepted.get();
  }

  /** How many connections are open. */
  public int openConnections() {
    return connections.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        connections.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      boolean more = true;
      while (more) {
        List<String> head = head(in);
        if (head.isEmpty()) {
          return;
        }
        if (!head.getFirst().matches("(GET|HEAD|POST|PUT|PATCH|DELETE) .*")) {
          out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          return;
        }
        Request request = request(head);
        requests.add(request);
        if (!receive(request, in)) {
          socket.setSoLinger(true, 0);
          return;
        }
        more = new ReplyWriter(socket, out, reply(request)).write();
      }
    } catch (IOException e) {
      // the client went away, which is often the point of the test
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(socket);
    }
  }

  /** Resets the connection of the next request with a body after so many bytes of it. */
  public FaultyServer breakBodyAfter(int bytes) {
    breaks.add(bytes);
    return this;
  }

  /** All bytes of bodies that came so far, in their order. */
  public byte[] received() {
    synchronized (received) {
      return received.toByteArray();
    }
  }

  /** Whether all of the body came. */
  private boolean receive(Request request, InputStream in) throws IOException {
    int length = request.header("content-length").map(Integer::parseInt).orElse(0);
    if (length == 0) {
      return true;
    }
    Integer end = breaks.poll();
    byte[] bytes = in.readNBytes(end == null ? length : Math.min(end, length));
    synchronized (received) {
      received.writeBytes(bytes);
    }
    return end == null;
  }

  private Reply reply(Request request) {
    Queue<Function<Request, Reply>> queue = script.get(request.path());
    if (queue == null) {
      return Reply.error(404, "MANIFEST_UNKNOWN", "not in the script");
    }
    Function<Request, Reply> next = queue.size() > 1 ? queue.remove() : queue.element();
    return next.apply(request);
  }

  private static List<String> head(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c < '\t') {
        return List.of("TLS"); // whatever it is, it is no HTTP
      }
      if (c != '\n') {
        line.append((char) c);
        continue;
      }
      String text = line.toString().stripTrailing();
      if (text.isEmpty()) {
        return lines;
      }
      lines.add(text);
      line.setLength(0);
    }
    return List.of();
  }

  private static Request request(List<String> head) {
    String[] first = head.getFirst().split(" ", 3);
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new Request(first[0], first[1], headers);
  }

  /** Whether any request so far holds this text anywhere, in clear or as part of Basic. */
  public boolean saw(String secret) {
    return requests.stream().anyMatch(request -> holds(request, secret));
  }

  private static boolean holds(Request request, String secret) {
    String encoded =
        request
            .header("authorization")
            .filter(value -> value.startsWith("Basic "))
            .map(value -> Base64.getDecoder().decode(value.substring(6)))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    return request.toString().contains(secret) || encoded.contains(secret);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
    threads.close();
  }
}
