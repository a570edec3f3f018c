package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Flaw;
import io.jcontainer.images.registry.testing.SampleImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final FaultyServer server = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final byte[] layer = random(1 << 20);
  private final SampleImage image = SampleImage.ofLayer(layer).publish(server, "app", "1");
  private final Reference reference = Clients.reference(server, "app:1");
  private final String layerPath = "/v2/app/blobs/" + image.lastLayer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void leavesNoThreadAndNoConnection() throws InterruptedException {
    Set<Thread> before = httpThreads();
    for (int i = 0; i < 10; i++) {
      try (RegistryClient client = Clients.open(time)) {
        Descriptor blob = Clients.lastLayer(client, reference);
        client.blob(reference, blob).finish();
        assertThat(client.blob(reference, blob).read()).isNotNegative(); // left open on purpose
        assertThat(httpThreads()).hasSizeGreaterThan(before.size());
      }
      assertThat(httpThreads()).isEqualTo(before);
    }
    for (int i = 0; i < 100 && server.openConnections() > 0; i++) {
      Thread.sleep(20);
    }
    assertThat(server.openConnections()).isZero();
  }

  private static Set<Thread> httpThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("HttpClient"))
        .collect(Collectors.toSet());
  }

  @Test
  void closesAtOnceAndTwice() {
    RegistryClient client = Clients.open(time);
    client.manifest(reference);
    client.close();
    client.close();
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.manifest(reference))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
  }

  @Test
  void endsReadersWhenItIsClosed() throws InterruptedException {
    server.on(layerPath, Reply.status(200).body(layer).flawed(new Flaw.HangAfter(10_000)));
    RegistryClient client = RegistryClient.open(Clients.config());
    VerifiedStream stream = client.blob(reference, Clients.lastLayer(client, reference));
    FutureTask<Void> reading = new FutureTask<>(stream::finish, null);
    Thread.ofVirtual().start(reading);
    while (stream.count() < 10_000) {
      Thread.sleep(5);
    }
    client.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(reading::get)
        .withCauseInstanceOf(RegistryException.class);
  }

  @Test
  void endsWhenTheThreadIsInterrupted() throws InterruptedException {
    server.on("/v2/app/manifests/1", Reply.status(200).flawed(new Flaw.Silence()));
    server.on(layerPath, Reply.status(200).body(layer).flawed(new Flaw.HangAfter(9)));
    Descriptor blob = Descriptor.of("x/y", image.lastLayer(), layer.length);
    try (RegistryClient client = RegistryClient.open(Clients.config())) {
      assertInterruptible(() -> client.manifest(reference));
      assertInterruptible(() -> client.blob(reference, blob).finish());
    }
  }

  private static void assertInterruptible(Runnable work) throws InterruptedException {
    List<Object> seen = new ArrayList<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (RegistryException e) {
                    seen.add(e.getMessage());
                    seen.add(Thread.currentThread().isInterrupted());
                  }
                });
    Thread.sleep(200);
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
    assertThat(seen).hasSize(2).last().isEqualTo(true);
    assertThat(seen.getFirst().toString()).contains("interrupted");
  }

  @Test
  void servesManyThreads() throws InterruptedException, ExecutionException {
    try (RegistryClient client = Clients.open(time);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Descriptor blob = Clients.lastLayer(client, reference);
      List<Future<Long>> fetched = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        fetched.add(
            threads.submit(
                () -> {
                  try (VerifiedStream stream = client.blob(reference, blob)) {
                    stream.finish();
                    return stream.count();
                  }
                }));
      }
      for (Future<Long> one : fetched) {
        assertThat(one.get()).isEqualTo(1 << 20);
      }
    }
  }

  @Test
  void saysThatAHostIsUnknownOrRefuses() {
    int port = server.port();
    server.close();
    try (RegistryClient client = Clients.open(time)) {
      assertUnreachable(client, "127.0.0.1:" + port, "http://127.0.0.1:" + port + " refuses");
      assertUnreachable(client, "no-such-host.invalid", "no-such-host.invalid is an unknown host");
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.ping("127.0.0.1:" + port))
          .withMessageContaining("refuses");
    }
    assertThat(time.sleeps()).as("neither is tried again").isEmpty();
  }

  private static void assertUnreachable(RegistryClient client, String registry, String text) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.manifest(Reference.parse(registry + "/app:1")))
        .withMessageContaining("registry " + registry + ": cannot get the manifest of " + registry)
        .withMessageContaining(text)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
