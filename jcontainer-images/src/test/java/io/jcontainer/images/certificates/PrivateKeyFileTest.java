package io.jcontainer.images.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.images.registry.testing.OpenSsl;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in every form that OpenSSL writes. */
@Requires(Requirement.OPENSSL)
@TestInstance(Lifecycle.PER_CLASS)
class PrivateKeyFileTest {
  private final OpenSsl openssl;

  PrivateKeyFileTest(@TempDir Path directory) {
    openssl = new OpenSsl(directory);
  }

  @BeforeAll
  void make() {
    openssl.run("genrsa", "-out", "rsa.pkcs8", "2048");
    openssl.run("rsa", "-in", "rsa.pkcs8", "-traditional", "-out", "rsa.old");
    openssl.run("ecparam", "-name", "secp384r1", "-genkey", "-out", "ec.old");
    openssl.run("pkcs8", "-topk8", "-nocrypt", "-in", "ec.old", "-out", "ec.pkcs8");
    openssl.run("genpkey", "-algorithm", "ed25519", "-out", "ed.pkcs8");
    for (String kind : new String[] {"rsa", "ec", "ed"}) {
      openssl.run(
          "req",
          "-x509",
          "-key",
          kind + ".pkcs8",
          "-subj",
          "/CN=" + kind,
          "-days",
          "2",
          "-out",
          kind + ".crt");
    }
    openssl.run("rsa", "-in", "rsa.pkcs8", "-aes128", "-passout", "pass:x", "-out", "rsa.locked");
    openssl.run(
        "rsa",
        "-in",
        "rsa.pkcs8",
        "-traditional",
        "-aes128",
        "-passout",
        "pass:x",
        "-out",
        "rsa.lockedold");
  }

  private PublicKey certified(String kind) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(openssl.file(kind + ".crt"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, rsa.pkcs8, BEGIN PRIVATE KEY",
    "rsa, rsa.old, BEGIN RSA PRIVATE KEY",
    "ec, ec.pkcs8, BEGIN PRIVATE KEY",
    "ec, ec.old, BEGIN EC PRIVATE KEY",
    "ed, ed.pkcs8, BEGIN PRIVATE KEY",
  })
  void readsAKey(String kind, String file, String form) throws Exception {
    assertThat(openssl.file(file)).content().contains(form);
    assertThat(PrivateKeyFile.read(openssl.file(file), certified(kind))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, rsa.locked, openssl pkey",
    "rsa, rsa.lockedold, openssl pkey",
    "rsa, rsa.crt, no key of a known form",
    "rsa, rsa.none, no such file",
    "ec, rsa.pkcs8, algorithm of the certificate",
    "ed, ec.old, algorithm of the certificate",
  })
  void saysWhatIsWrong(String kind, String file, String why) throws Exception {
    PublicKey certified = certified(kind);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> PrivateKeyFile.read(openssl.file(file), certified))
        .withMessageContaining("private key in " + openssl.file(file))
        .withMessageContaining(why)
        .withNoCause();
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    openssl.run("genrsa", "-out", "other.pkcs8", "2048");
    PublicKey certified = certified("rsa");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> PrivateKeyFile.read(openssl.file("other.pkcs8"), certified))
        .withMessageContaining("not the key of the certificate");
  }

  @ParameterizedTest
  @CsvSource({"rsa", "ec"})
  void damageAnywhereIsAnError(String kind) throws Exception {
    PublicKey certified = certified(kind);
    String whole = Files.readString(openssl.file(kind + ".old"));
    Path damaged = openssl.file("damaged");
    int begin = whole.indexOf("PRIVATE KEY-----") + 17;
    for (int at = begin; at < whole.length() - 40; at += 7) {
      char old = whole.charAt(at);
      String text = whole.substring(0, at) + (old == 'A' ? 'Z' : 'A') + whole.substring(at + 1);
      Files.writeString(damaged, text);
      try {
        PrivateKeyFile.read(damaged, certified); // some bits are not part of the private key
      } catch (InvalidSpecException e) {
        assertThat(e).hasMessageContaining(damaged.toString());
      }
      Files.writeString(damaged, whole.substring(0, at) + "-----END");
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> PrivateKeyFile.read(damaged, certified));
    }
  }
}
