package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.images.credentials.ToolCredentials;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logged in as skopeo is, and connected as the JVM is. */
class ToolLoginTest {
  @TempDir Path directory;

  private AddressBook book(Config config) {
    return new AddressBook(
        config, new ToolCredentials(Map.of(), directory, directory.resolve("run")));
  }

  @Test
  @Requires({Requirement.REGISTRY, Requirement.SKOPEO})
  void whatSkopeoLoggedInWithIsUsed() throws IOException, InterruptedException {
    Path auth = directory.resolve(".config/containers/auth.json");
    Files.createDirectories(auth.getParent());
    Path registryFiles = Files.createDirectory(directory.resolve("registry"));
    try (DockerRegistry registry = DockerRegistry.withPassword(registryFiles)) {
      Process login =
          new ProcessBuilder(
                  "skopeo",
                  "login",
                  "--authfile=" + auth,
                  "--tls-verify=false",
                  "--username=" + DockerRegistry.USER,
                  "--password=" + DockerRegistry.PASSWORD,
                  registry.authority())
              .redirectErrorStream(true)
              .start();
      String said = new String(login.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(login.waitFor()).as(said).isZero();

      Config config = Clients.config();
      try (RegistryClient client = RegistryClient.open(config)) {
        assertThat(client.credentialSource(registry.authority())).isEmpty();
        assertThatExceptionOfType(RegistryException.class)
            .isThrownBy(() -> client.ping(registry.authority()));
      }
      AddressBook book = book(config.withToolCredentials());
      try (RegistryClient client = RegistryClient.open(config, book)) {
        client.ping(registry.authority());
        assertThat(client.credentialSource(registry.authority())).contains(auth.toString());
      }
    }
  }

  @Test
  void whatTheProgramGivesComesFirst() throws IOException {
    Path docker = Files.createDirectory(directory.resolve(".docker")).resolve("config.json");
    String auth = Base64.getEncoder().encodeToString("file:x".getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        docker,
        "{\"auths\":{\"a.test\":{\"auth\":\"%1$s\"},\"b.test\":{\"auth\":\"%1$s\"}}}"
            .formatted(auth));
    AddressBook book =
        book(
            Clients.config()
                .withToolCredentials()
                .withCredentials("a.test", new RegistryCredentials("given", new char[0])));
    assertThat(book.credentials(book.address("a.test")).orElseThrow().source())
        .isEqualTo("Config.withCredentials");
    assertThat(book.credentials(book.address("b.test")).orElseThrow().source())
        .isEqualTo(docker.toString());
    AddressBook without = book(Clients.config());
    assertThat(without.credentials(without.address("b.test"))).as("only when asked").isEmpty();
  }

  @Test
  void theProxyOfTheJvmIsUsed() {
    ProxySelector before = ProxySelector.getDefault();
    try (FaultyServer proxy = FaultyServer.start()) {
      ProxySelector.setDefault(only(proxy));
      Config config = Clients.config().withInsecureRegistry("registry.test:5000");
      String body =
          "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}";
      proxy.on(
          "http://registry.test:5000/v2/app/manifests/1",
          Reply.ok(
              "application/vnd.oci.image.index.v1+json", body.getBytes(StandardCharsets.UTF_8)));
      try (RegistryClient client = RegistryClient.open(config)) {
        Reference reference = Reference.parse("registry.test:5000/app:1");
        assertThat(client.manifest(reference).bytes())
            .isEqualTo(body.getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  private static ProxySelector only(FaultyServer proxy) {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return List.of(
            new Proxy(
                Proxy.Type.HTTP,
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), proxy.port())));
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        throw new IllegalStateException("the proxy refuses " + uri, failure);
      }
    };
  }
}
