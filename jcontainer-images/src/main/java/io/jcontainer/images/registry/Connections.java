package io.jcontainer.images.registry;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * The connections to all origins: one pool for those that the JVM's trust store is enough for, and
 * one for each that has certificates of its own, so that no connection is shared between them.
 */
final class Connections implements AutoCloseable {
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration connectLimit;
  private final Trust trust;
  private final HttpClient common;
  private final Map<Origin, HttpClient> byOrigin = new ConcurrentHashMap<>();

  Connections(Duration connectLimit, Trust trust) {
    this.connectLimit = connectLimit;
    this.trust = trust;
    this.common = client(trust.ofJvm());
  }

  private HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connectLimit)
        .sslContext(tls)
        .executor(executor)
        .build();
  }

  /**
   * The pool for an origin.
   *
   * @throws io.jcontainer.InvalidSpecException if it has certificates that are not what they should
   *     be
   */
  HttpClient to(Origin origin) {
    if (!origin.secure()) {
      return common;
    }
    return byOrigin.computeIfAbsent(
        origin,
        o -> {
          Optional<SSLContext> own = trust.of(o);
          return own.isPresent() ? client(own.get()) : common;
        });
  }

  /** Ends every exchange and every thread. */
  @Override
  public void close() {
    common.shutdownNow();
    byOrigin.values().forEach(HttpClient::shutdownNow);
    try {
      common.awaitTermination(LAST_WAIT);
      for (HttpClient client : byOrigin.values()) {
        client.awaitTermination(LAST_WAIT);
      }
      executor.shutdownNow();
      executor.awaitTermination(LAST_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
