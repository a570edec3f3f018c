package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ChallengeTest {
  @Test
  void readsWhatDockerHubSends() {
    List<Challenge> challenges =
        Challenge.parse(
            List.of(
                "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                    + "scope=\"repository:library/redis:pull,push\""));
    assertThat(challenges).hasSize(1);
    Challenge bearer = challenges.getFirst();
    assertThat(bearer.scheme()).isEqualTo("bearer");
    assertThat(bearer.parameter("realm")).contains("https://auth.docker.io/token");
    assertThat(bearer.parameter("SERVICE")).contains("registry.docker.io");
    assertThat(bearer.parameter("scope")).contains("repository:library/redis:pull,push");
    assertThat(bearer.parameter("other")).isEmpty();
  }

  @Test
  void readsSeveralChallengesInOneAndInManyHeaders() {
    List<Challenge> challenges =
        Challenge.parse(
            List.of(
                "Basic realm=\"a, Bearer b=c\" , BEARER realm=x, service = \"y\"",
                "Negotiate, NTLM, Digest realm=\"q\", nonce=\"1\""));
    assertThat(challenges)
        .extracting(Challenge::scheme)
        .containsExactly("basic", "bearer", "negotiate", "ntlm", "digest");
    assertThat(challenges.getFirst().parameter("realm")).contains("a, Bearer b=c");
    assertThat(challenges.get(1).parameters()).isEqualTo(Map.of("realm", "x", "service", "y"));
    assertThat(Challenge.first(challenges, "digest").orElseThrow().parameter("nonce"))
        .contains("1");
  }

  @Test
  void readsEscapesAndEmptyValues() {
    Challenge challenge =
        Challenge.parse(List.of("Basic realm=\"a\\\"b\\\\c\", charset=\"\"")).getFirst();
    assertThat(challenge.parameter("realm")).contains("a\"b\\c");
    assertThat(challenge.parameter("charset")).contains("");
  }

  @Test
  void passesOverBareTokens() {
    List<Challenge> challenges =
        Challenge.parse(List.of("Negotiate YII/abc+d==, Bearer realm=\"r\""));
    assertThat(Challenge.first(challenges, "bearer").orElseThrow().parameter("realm"))
        .contains("r");
  }

  @Test
  void takesTheFirstOfTwoParametersOfOneName() {
    Challenge challenge = Challenge.parse(List.of("Bearer realm=\"a\", Realm=\"b\"")).getFirst();
    assertThat(challenge.parameter("realm")).contains("a");
  }

  @Test
  void stopsWhereTheGrammarIsBroken() {
    for (String broken :
        new String[] {
          "",
          ",",
          "=",
          "realm=\"x\"",
          "\"Bearer\"",
          "Bearer realm=\"x",
          "Bearer realm=\"x\\",
          "Bearer realm=\"x\"y",
          "\u00e4"
        }) {
      assertThat(Challenge.first(Challenge.parse(List.of(broken)), "bearer"))
          .as(broken)
          .satisfiesAnyOf(
              none -> assertThat(none).isEmpty(),
              some -> assertThat(some.orElseThrow().parameters()).isEmpty());
    }
  }

  @Test
  void readsAnythingAndSoon() {
    Random random = new Random(20_250_301);
    String alphabet = "aB=\",\\ \t;/:Bearer";
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("Bearer ");
            for (int length = random.nextInt(60); length > 0; length--) {
              text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(Challenge.parse(List.of(text.toString()))).isNotNull();
          }
          for (String unit :
              new String[] {"a", "\\\\", "\\\"", "a=", "a,", "a=b,", "a ", " ", ","}) {
            String text = unit.repeat(8000 / unit.length());
            assertThat(Challenge.parse(List.of(text, "Bearer " + text, "Bearer a=\"" + text)))
                .isNotNull();
          }
        });
  }

  @Test
  void doesNotReadEndlessHeaders() {
    assertThat(Challenge.parse(List.of("Bearer realm=\"" + "x".repeat(9000) + "\""))).isEmpty();
  }
}
