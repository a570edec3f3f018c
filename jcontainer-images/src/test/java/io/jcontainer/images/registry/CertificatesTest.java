package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.RegistryTls;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.OpenSsl;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry with an authority of its own, which wants to see certificates. */
@Requires({Requirement.REGISTRY, Requirement.OPENSSL})
@TestInstance(Lifecycle.PER_CLASS)
class CertificatesTest {
  private final OpenSsl openssl;
  private final Path registryFiles;
  private DockerRegistry registry;
  private String name;
  private Path certificates;

  CertificatesTest(@TempDir Path directory) {
    openssl = new OpenSsl(directory);
    registryFiles = directory.resolve("registry");
  }

  @BeforeAll
  void start() throws IOException {
    openssl.authority("servers");
    openssl.authority("clients");
    openssl.certificate("server", "servers", "DNS:registry.test", "-newkey", "rsa:2048");
    openssl.certificate(
        "client", "clients", "DNS:client", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
    openssl.certificate("stranger", "servers", "DNS:client", "-newkey", "rsa:2048");
    Files.createDirectory(registryFiles);
    registry =
        DockerRegistry.withTls(
            registryFiles,
            openssl.file("server.crt"),
            openssl.file("server.key"),
            Optional.of(openssl.file("clients.crt")));
    name = "registry.test:" + registry.port();
  }

  @AfterAll
  void stop() {
    registry.close();
  }

  @BeforeEach
  void directory(@TempDir Path directory) {
    certificates = directory;
  }

  private static void ping(Config config, String name) {
    try (RegistryClient client = RegistryClient.open(config)) {
      client.ping(name);
    }
  }

  private Config with(RegistryTls tls) {
    Config config = Clients.config();
    return config.withRegistries(
        config.registries().withCertificates(sources -> sources.with(name, tls)));
  }

  private Config withDirectory() {
    Config config = Clients.config();
    return config.withRegistries(
        config.registries().withCertificates(sources -> sources.withDirectory(certificates)));
  }

  @Test
  void theProgramGivesThem() {
    RegistryTls tls = RegistryTls.ofAuthority(openssl.file("servers.crt"));
    ping(with(tls.withIdentity(openssl.file("client.crt"), openssl.file("client.key"))), name);
    refused(with(tls), "withCertificates");
    refused(
        with(tls.withIdentity(openssl.file("stranger.crt"), openssl.file("stranger.key"))),
        "withCertificates");
    refused(
        with(
            RegistryTls.ofJvm()
                .withIdentity(openssl.file("client.crt"), openssl.file("client.key"))),
        "for an authority of your own see RegistrySettings.withCertificates");
  }

  private void refused(Config config, String why) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> ping(config, name))
        .withMessageContaining(why)
        .satisfies(
            e ->
                org.assertj.core.api.Assertions.assertThat(e.reason())
                    .isEqualTo(Reason.UNREACHABLE));
  }

  @Test
  void aDirectoryHasThem() throws IOException {
    Path own = Files.createDirectory(certificates.resolve(name));
    Files.copy(openssl.file("servers.crt"), own.resolve("ca.crt"));
    Files.copy(openssl.file("client.crt"), own.resolve("client.cert"));
    refusedFiles("its key client.key is missing beside it");
    Files.copy(openssl.file("client.key"), own.resolve("client.key"));
    ping(withDirectory(), name);

    Files.copy(openssl.file("stranger.crt"), own.resolve("a.cert"));
    Files.copy(openssl.file("stranger.key"), own.resolve("a.key"));
    assertThatCode(() -> ping(withDirectory(), name))
        .as("of two, the one that the registry can take is shown")
        .doesNotThrowAnyException();

    Files.delete(own.resolve("a.cert"));
    refusedFiles("*.cert is what we show, *.crt whom we trust");
    Files.delete(own.resolve("a.key"));
    Files.writeString(own.resolve("ca.crt"), "no certificate");
    refusedFiles("certificate in " + own.resolve("ca.crt"));
    Files.delete(own.resolve("ca.crt"));
    Files.copy(openssl.file("clients.key"), own.resolve("ca.crt"));
    refusedFiles("it holds no certificate");
  }

  private void refusedFiles(String why) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> ping(withDirectory(), name))
        .withMessageContaining(certificates.resolve(name).toString())
        .withMessageContaining(why);
  }

  @Test
  void theyAreForOneRegistryOnly() {
    RegistryTls tls =
        RegistryTls.ofAuthority(openssl.file("servers.crt"))
            .withIdentity(openssl.file("client.crt"), openssl.file("client.key"));
    Config config = Clients.config();
    Config other =
        config.withRegistries(
            config
                .registries()
                .withCertificates(sources -> sources.with("other.test:" + registry.port(), tls)));
    refused(other, "no trusted TLS connection");
  }
}
