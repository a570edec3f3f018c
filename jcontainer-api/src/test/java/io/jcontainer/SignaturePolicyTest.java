package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturePolicyTest {
  private static final String DIGEST = "@sha256:" + "a".repeat(64);

  @Test
  void withoutAPolicyEverythingIsTaken() {
    assertThat(Config.defaults().registries().signatures()).isEqualTo(SignaturePolicy.acceptAll());
    assertThat(SignaturePolicy.acceptAll().rule(Reference.parse("redis")))
        .isEqualTo(SignatureRule.accept());
    assertThat(SignaturePolicy.rejectAll().rule(Reference.parse("redis")))
        .isEqualTo(SignatureRule.reject());
  }

  @ParameterizedTest(name = "{0} holds {1}: {2}")
  @CsvSource({
    "docker.io, redis:7, true",
    "index.docker.io, redis:7, true",
    "docker.io/library, redis:7, true",
    "docker.io/library/redis, redis:7, true",
    "docker.io/redis:7, redis:7, true",
    "docker.io/library/redis:8, redis:7, false",
    "docker.io/library/redi, redis:7, false",
    "docker.io/library/redis, redis@, true",
    "docker.io/library/redis@, redis@, true",
    "docker.io/library/redis@, redis:7@, true",
    "docker.io/library/redis:7, redis:7@, true",
    "docker.io/library/redis:7, redis@, false",
    "a.test:5000, a.test:5000/b:1, true",
    "a.test, a.test:5000/b:1, false",
    "A.Test, a.test/b:1, true",
    "a.test, A.TEST/b:1, true",
    "a.test/b, A.TEST/b/c:1, true",
    "*.test, a.test:5000/b:1, true",
    "*.a.test, a.test/b:1, false",
    "*.a.test, x.A.test/b:1, true",
    "*.est, a.test/b:1, false",
    "[::1]:5000/b, [::1]:5000/b:1, true"
  })
  void scopesHoldNames(String scope, String name, boolean holds) {
    SignaturePolicy policy =
        SignaturePolicy.acceptAll()
            .withRule(scope.replaceFirst("@$", DIGEST), SignatureRule.reject());
    Reference reference = Reference.parse(name.replaceFirst("@$", DIGEST));
    assertThat(policy.rule(reference).equals(SignatureRule.reject())).isEqualTo(holds);
    assertThat(policy.ruleName(reference).equals("the default")).isNotEqualTo(holds);
  }

  @Test
  void theNarrowestScopeCounts() {
    List<String> scopes =
        List.of("*.test", "*.a.test", "x.a.test", "x.a.test/b", "x.a.test/b/c", "x.a.test/b/c:1");
    Reference name = Reference.parse("x.a.test/b/c:1");
    SignaturePolicy policy = SignaturePolicy.acceptAll();
    for (String scope : scopes) {
      policy = policy.withRule(scope, SignatureRule.reject());
      assertThat(policy.ruleName(name)).isEqualTo("\"" + scope + "\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "*.",
        "a*.test",
        "*.a*.test",
        "a.test/B",
        "a.test/",
        "a.test//b",
        "a.test/b:",
        "a.test/b@sha256:1",
        "a.test:99999",
        "a.test/b:1/c"
      })
  void whatIsNoScopeIsRefused(String scope) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> SignaturePolicy.acceptAll().withRule(scope, SignatureRule.reject()));
  }

  @Test
  void aScopeHasOneRule() {
    SignaturePolicy policy =
        SignaturePolicy.acceptAll()
            .withRule("docker.io", SignatureRule.reject())
            .withRule("index.docker.io", SignatureRule.accept());
    assertThat(policy.rules()).containsExactly(Map.entry("docker.io", SignatureRule.accept()));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                new SignaturePolicy(
                    SignatureRule.accept(),
                    Map.of(
                        "docker.io",
                        SignatureRule.accept(),
                        "index.docker.io",
                        SignatureRule.reject())))
        .withMessageContaining("twice");
  }

  @Test
  void rulesOfNothingAreRefused() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new SignatureRule.SignedBy(Set.of(), SignedIdentity.asSigned()));
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(SignatureRule::all);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new SignedIdentity.ExactRepository("a"));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new SignedIdentity.RemapPrefix("a", "b.test"));
  }
}
