package io.jcontainer.images.registry;

import io.jcontainer.Config;
import io.jcontainer.Reference;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.registry.testing.FaultyServer;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Clients for tests: short limits, and time that a test decides. */
final class Clients {
  /** Limits that no loaded machine exceeds by chance. */
  private static final Timeouts PATIENT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20));

  /** Limits for tests that run into them. */
  private static final Timeouts HASTY =
      new Timeouts(
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofMillis(1500),
          Duration.ofSeconds(3));

  private Clients() {}

  static Config config() {
    return Config.defaults().withRoot(Path.of("/nonexistent"));
  }

  static RegistryClient open(VirtualPace time) {
    return open(config(), time);
  }

  static RegistryClient open(Config config, VirtualPace time) {
    return open(config, time, defaultTls());
  }

  static RegistryClient open(Config config, VirtualPace time, SSLContext tls) {
    return RegistryClient.open(config, PATIENT, time.pace(), tls);
  }

  /** A client that soon gives up waiting. */
  static RegistryClient openHasty(VirtualPace time) {
    return RegistryClient.open(config(), HASTY, time.pace(), defaultTls());
  }

  private static SSLContext defaultTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Reference reference(FaultyServer server, String repositoryAndTag) {
    return Reference.parse(server.authority() + "/" + repositoryAndTag);
  }

  /** The last layer of the manifest that a reference names. */
  static Descriptor lastLayer(RegistryClient client, Reference reference) {
    Manifest manifest = (Manifest) client.manifest(reference).document();
    return manifest.layers().getLast().descriptor();
  }
}
