package io.jcontainer.images.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.SignatureKey;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.SignatureRule;
import io.jcontainer.SignedIdentity;
import io.jcontainer.images.testing.Keys;
import io.jcontainer.images.testing.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of Podman's, read to the letter. */
class PolicyJsonTest {
  private static final KeyPair PAIR = Keys.pair("P-256");
  private static final SignatureKey KEY = Keys.key(PAIR);

  @RegisterExtension final Scratch temp = new Scratch();

  private SignaturePolicy read(String text) throws IOException {
    Path key = Keys.file(PAIR, temp.resolve("key.pub"));
    String data =
        Base64.getEncoder().encodeToString(Keys.pem(PAIR).getBytes(StandardCharsets.UTF_8));
    Path file = temp.resolve("policy.json");
    Files.writeString(
        file, text.replace("KEY", "\"" + key + "\"").replace("DATA", "\"" + data + "\""));
    return SignaturePolicy.fromPolicyJson(file);
  }

  @Test
  void whatItSaysOfRegistriesCounts() throws IOException {
    SignaturePolicy policy =
        read(
            """
            {"default": [{"type": "reject"}],
             "transports": {
               "docker-daemon": {"": [{"type": "insecureAcceptAnything"}]},
               "dir": {"/any": [{"type": "signedBy", "keyType": "GPGKeys"}]},
               "docker": {
                 "docker.io/library": [{"type": "insecureAcceptAnything"}],
                 "*.example.org": [{"type": "sigstoreSigned", "keyPath": KEY}],
                 "a.test/b": [
                   {"type": "sigstoreSigned", "keyData": DATA,
                    "signedIdentity": {"type": "exactRepository", "dockerRepository": "redis"}},
                   {"type": "sigstoreSigned", "keyPaths": [KEY],
                    "signedIdentity": {"type": "matchRepository"}}]}}}
            """);
    assertThat(policy.byDefault()).isEqualTo(SignatureRule.reject());
    assertThat(policy.rule(Reference.parse("redis:7"))).isEqualTo(SignatureRule.accept());
    SignatureRule.SignedBy signed =
        new SignatureRule.SignedBy(Set.of(KEY), new SignedIdentity.RepositoryDigestOrExact());
    assertThat(policy.rule(Reference.parse("x.example.org:5000/a"))).isEqualTo(signed);
    assertThat(policy.rule(Reference.parse("a.test/b:1")))
        .isEqualTo(
            SignatureRule.all(
                signed.withIdentity(new SignedIdentity.ExactRepository("docker.io/library/redis")),
                signed.withIdentity(new SignedIdentity.Repository())));
    assertThat(policy.rule(Reference.parse("a.test/c:1"))).isEqualTo(SignatureRule.reject());
  }

  @Test
  void theTransportsDefaultComesBeforeTheOther() throws IOException {
    SignaturePolicy policy =
        read(
            """
            {"default": [{"type": "reject"}],
             "transports": {"docker": {"": [{"type": "insecureAcceptAnything"}]}}}
            """);
    assertThat(policy).isEqualTo(SignaturePolicy.acceptAll());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"signedBy\",\"keyType\":\"GPGKeys\",\"keyPath\":KEY}|signedBy, which is GPG's",
        "{\"type\":\"sigstoreSigned\"}|exactly one of keyPath",
        "{\"type\":\"sigstoreSigned\",\"keyPath\":KEY,\"keyData\":DATA}|exactly one of keyPath",
        "{\"type\":\"sigstoreSigned\",\"keyPaths\":[]}|exactly one of keyPath",
        "{\"type\":\"sigstoreSigned\",\"keyPath\":\"/none.pub\"}|/none.pub",
        "{\"type\":\"sigstoreSigned\",\"keyData\":\"?\"}|not base64",
        "{\"type\":\"sigstoreSigned\",\"fulcio\":{\"caPath\":\"/x\"}}|[fulcio] cannot be checked",
        "{\"type\":\"sigstoreSigned\",\"keyPath\":KEY,\"rekorPublicKeyPath\":KEY}|[rekorPublicKeyPath]",
        "{\"type\":\"sigstoreSigned\",\"keyPath\":KEY,\"signedIdentity\":{\"type\":\"any\"}}|\"any\"",
        "{\"type\":\"sigstoreSigned\",\"keyPath\":KEY,\"signedIdentity\":{\"type\":\"matchExact\",\"a\":\"b\"}}|[a]",
        "{\"type\":\"sigstoreSigned\",\"keyPath\":KEY,\"signedIdentity\":{\"type\":\"exactReference\"}}|dockerReference",
        "{\"type\":\"accept\"}|\"accept\" is not known",
        "{\"Type\":\"reject\"}|\"type\" is missing",
        "{\"type\":\"reject\",\"keyPath\":KEY}|no further fields",
        "[]|an object is expected"
      })
  void whatCannotBeCheckedIsRefusedWhenItIsRead(String requirement, String message) {
    for (String policy :
        new String[] {
          "{\"default\":[" + requirement + "]}",
          "{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"docker\":{\"a.test\":["
              + requirement
              + "]}}}"
        }) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> read(policy))
          .withMessageContaining("policy.json")
          .withMessageContaining(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"transports\":{}}",
        "{\"default\":[]}",
        "{\"default\":{\"type\":\"reject\"}}",
        "{\"default\":[{\"type\":\"reject\"}],\"more\":1}",
        "{\"default\":[{\"type\":\"reject\"}],\"default\":[{\"type\":\"reject\"}]}",
        "{\"default\":[{\"type\":\"reject\"}]} /* no */",
        "{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"docker\":{\"a\":[{\"type\":\"reject\"}]}}}",
        "{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"docker\":{\"a.b/:\":[{\"type\":\"reject\"}]}}}"
      })
  void whatIsNoPolicyIsRefused(String text) {
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> read(text));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> SignaturePolicy.fromPolicyJson(temp.resolve("none.json")))
        .withMessageContaining("none.json");
  }
}
