package io.jcontainer.junit;

import com.sun.net.httpserver.HttpServer;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.junit.registry.Dispatcher;
import io.jcontainer.junit.registry.Flaw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * A registry for tests, in this JVM, on 127.0.0.1: what is pushed there can be pulled from there,
 * by this library and by every other tool. It has a free port and a temporary directory, which is
 * gone when it is closed, and it does wrong what it is told to. Safe for use by many threads.
 *
 * <p>It follows the OCI distribution specification: blobs with ranges, uploads at once, in chunks
 * and from other repositories, manifests, tags and repositories by pages, referrers, and removal.
 * No encryption: addresses of loopback need none.
 *
 * {@snippet :
 * try (RegistryServer registry = RegistryServer.start()) {
 *   images.push(image, registry.reference("app:1"), PushOptions.defaults());
 * }
 * }
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
 *     distribution specification</a>
 */
public final class RegistryServer implements AutoCloseable {
  /**
   * A request that came.
   *
   * @param method such as {@code GET}
   * @param path without the query, such as {@code /v2/app/manifests/1}
   */
  public record Request(String method, String path) {}

  /** A fault, for which requests, and how many are left. */
  private static final class Plan {
    private final Predicate<Request> requests;
    private final RegistryFault fault;
    private int left;

    private Plan(Predicate<Request> requests, RegistryFault fault, int times) {
      this.requests = requests;
      this.fault = fault;
      this.left = times;
    }
  }

  private final HttpServer server;
  private final Dispatcher dispatcher;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Plan> plans = new ArrayList<>();

  private RegistryServer(Optional<String> login, boolean referrers) throws IOException {
    Path directory = Files.createTempDirectory("jcontainer-registry-");
    dispatcher = new Dispatcher(directory, login, referrers, this::flaw);
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", dispatcher);
    server.start();
  }

  /** A registry that everybody may use. */
  public static RegistryServer start() {
    return start(Optional.empty(), true);
  }

  /** A registry that wants Basic authentication. */
  public static RegistryServer withLogin(RegistryCredentials credentials) {
    String login = credentials.user() + ":" + String.valueOf(credentials.password());
    return start(Optional.of(login), true);
  }

  /** A registry as they were before referrers were specified (version 1.0). */
  public static RegistryServer withoutReferrers() {
    return start(Optional.empty(), false);
  }

  private static RegistryServer start(Optional<String> login, boolean referrers) {
    try {
      return new RegistryServer(login, referrers);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a registry on 127.0.0.1", e);
    }
  }

  /** {@code 127.0.0.1:port}: its name in references. */
  public String name() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * The reference of an image here.
   *
   * @param image such as {@code team/app:1}
   * @throws InvalidSpecException if that is no name of an image
   */
  public Reference reference(String image) {
    return Reference.parse(name() + "/" + image);
  }

  /** All requests so far, in the order in which they came. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /**
   * Does something wrong with the next requests of a kind. Of several such plans that fit a
   * request, the one made first counts.
   *
   * @param which for which requests
   * @param fault what is wrong with the answer
   * @param times for how many of them, at least 1
   */
  public void fail(Predicate<Request> which, RegistryFault fault, int times) {
    if (times < 1) {
      throw new InvalidSpecException(times + " times of a fault", "give 1 or more");
    }
    synchronized (plans) {
      plans.add(new Plan(which, fault, times));
    }
  }

  private Flaw flaw(String method, String path) {
    Request request = new Request(method, path);
    requests.add(request);
    synchronized (plans) {
      for (Plan plan : plans) {
        if (plan.left > 0 && plan.requests.test(request)) {
          plan.left--;
          return flaw(plan.fault);
        }
      }
    }
    return Flaw.none();
  }

  private static Flaw flaw(RegistryFault fault) {
    OptionalInt noStatus = OptionalInt.empty();
    OptionalLong whole = OptionalLong.empty();
    return switch (fault) {
      case RegistryFault.Status(int code) ->
          new Flaw(OptionalInt.of(code), Optional.empty(), Duration.ZERO, whole, false);
      case RegistryFault.TooManyRequests(Duration wait) ->
          new Flaw(OptionalInt.of(429), Optional.of(wait), Duration.ZERO, whole, false);
      case RegistryFault.Late(Duration pause) ->
          new Flaw(noStatus, Optional.empty(), pause, whole, false);
      case RegistryFault.CutOff(long bytes) ->
          new Flaw(noStatus, Optional.empty(), Duration.ZERO, OptionalLong.of(bytes), false);
      case RegistryFault.Damage() ->
          new Flaw(noStatus, Optional.empty(), Duration.ZERO, whole, true);
    };
  }

  /** Ends every connection and removes what was pushed. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
    try {
      dispatcher.delete();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the registry's files", e);
    }
  }
}
