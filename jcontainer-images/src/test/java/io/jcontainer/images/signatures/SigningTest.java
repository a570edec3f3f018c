package io.jcontainer.images.signatures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.SignatureKey;
import io.jcontainer.images.registry.testing.OpenSsl;
import io.jcontainer.images.testing.Keys;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures against those of openssl, in both directions. */
class SigningTest {
  private static final byte[] MESSAGE = "what is signed".getBytes(UTF_8);

  @TempDir Path directory;

  /** Algorithm of the JDK, options that make a key, and of {@code pkeyutl}. */
  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "EC, -algorithm EC -pkeyopt ec_paramgen_curve:P-256, -digest sha256",
    "EC, -algorithm EC -pkeyopt ec_paramgen_curve:P-384, -digest sha256",
    "EC, -algorithm EC -pkeyopt ec_paramgen_curve:P-521, -digest sha256",
    "RSA, -algorithm RSA -pkeyopt rsa_keygen_bits:3072, -digest sha256",
    "Ed25519, -algorithm ED25519, ''"
  })
  @Requires(Requirement.OPENSSL)
  void openSslTakesOursAndWeTakeIts(String algorithm, String make, String digest)
      throws IOException, GeneralSecurityException {
    OpenSsl openssl = new OpenSsl(directory);
    openssl.run(arguments("genpkey", make, "-out key.pem"));
    openssl.run(arguments("pkcs8 -topk8 -nocrypt", "-in key.pem", "-outform DER -out key.der"));
    openssl.run(arguments("pkey", "-in key.pem", "-pubout -out key.pub"));
    SignatureKey key = SignatureKey.read(openssl.file("key.pub"));
    PrivateKey secret =
        KeyFactory.getInstance(algorithm)
            .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(openssl.file("key.der"))));
    Files.write(openssl.file("message"), MESSAGE);
    Files.write(openssl.file("ours"), Base64.getDecoder().decode(Signing.sign(secret, MESSAGE)));
    String files = "-rawin -in message " + digest;
    openssl.run(arguments("pkeyutl -verify -pubin -inkey key.pub", files, "-sigfile ours"));
    openssl.run(arguments("pkeyutl -sign -inkey key.pem", files, "-out theirs"));

    byte[] theirs = Files.readAllBytes(openssl.file("theirs"));
    assertThat(Signing.verifies(key, MESSAGE, theirs)).isTrue();
    assertThat(Signing.verifies(key, "what is not".getBytes(UTF_8), theirs)).isFalse();
    for (int at = 0; at < theirs.length; at++) {
      byte[] changed = theirs.clone();
      changed[at] ^= 1;
      assertThat(Signing.verifies(key, MESSAGE, changed)).as("byte " + at).isFalse();
    }
    for (byte[] none : List.of(new byte[0], new byte[64], new byte[384])) {
      assertThat(Signing.verifies(key, MESSAGE, none)).isFalse();
    }
  }

  private static String[] arguments(String... parts) {
    return String.join(" ", parts).strip().split(" +");
  }

  @Test
  void otherKeysDoNotSign() throws GeneralSecurityException {
    KeyPair exchange = KeyPairGenerator.getInstance("X25519").generateKeyPair();
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> Signing.sign(exchange.getPrivate(), MESSAGE));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new SignatureKey(exchange.getPublic()));
    KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
    small.initialize(1024);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new SignatureKey(small.generateKeyPair().getPublic()))
        .withMessageContaining("2048");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n====\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nMFkw\n-----END CERTIFICATE-----",
        "-----BEGIN EC PRIVATE KEY-----\nMFkw\n-----END EC PRIVATE KEY-----"
      })
  void textsThatAreNoKeyAreRefused(String text) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> SignatureKey.parse(text));
  }

  @Test
  void keysAreReadAndNamed() {
    KeyPair pair = Keys.pair("P-256");
    SignatureKey key = SignatureKey.parse("A key for tests\n" + Keys.pem(pair));
    assertThat(key).isEqualTo(Keys.key(pair)).hasSameHashCodeAs(Keys.key(pair));
    assertThat(key.toString()).matches("EC key [0-9a-f]{12}");
    String two = Keys.pem(pair) + Keys.pem(pair);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> SignatureKey.parse(two))
        .withMessageContaining("several");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> SignatureKey.read(directory.resolve("none.pub")))
        .withMessageContaining("none.pub");
  }
}
