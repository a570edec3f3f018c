package io.jcontainer.images.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Reference;
import io.jcontainer.SignedIdentity;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names of signatures are the name that was asked for. */
class IdentityMatchTest {
  private static final String DIGEST = "@sha256:" + "a".repeat(64);
  private static final Map<String, SignedIdentity> IDENTITIES =
      Map.of(
          "signed", SignedIdentity.asSigned(),
          "exact", new SignedIdentity.Exact(),
          "default", new SignedIdentity.RepositoryDigestOrExact(),
          "repository", new SignedIdentity.Repository(),
          "reference", new SignedIdentity.ExactReference(Reference.parse("a.b/c:1")),
          "elsewhere", new SignedIdentity.ExactRepository("a.b/c"),
          "remap", new SignedIdentity.RemapPrefix("mirror.test/copies", "a.b"));

  @ParameterizedTest(name = "{0}: {1} signed as {2} is {3}")
  @CsvSource({
    "signed, a.b/c:1, a.b/c:1, true",
    "signed, a.b/c:1, a.b/c, true",
    "signed, a.b/c:1, a.b/c:2, false",
    "signed, a.b/c:latest, a.b/c:1, false",
    "signed, a.b/c@, a.b/c:2, true",
    "signed, a.b/c:1@, a.b/c:2, true",
    "signed, a.b/c:1, a.b/c/d:1, false",
    "signed, a.b/c:1, a.b/c@, true",
    "signed, redis:7, index.docker.io/library/redis, true",
    "signed, redis:7, redis:7, true",
    "exact, a.b/c:1, a.b/c:1, true",
    "exact, a.b/c:1, a.b/c, false",
    "exact, a.b/c:latest, a.b/c, false",
    "exact, a.b/c@, a.b/c:1, false",
    "exact, a.b/c@, a.b/c@, true",
    "default, a.b/c:1, a.b/c:1, true",
    "default, a.b/c:1, a.b/c, false",
    "default, a.b/c:latest, a.b/c, false",
    "default, a.b/c@, a.b/c, true",
    "default, a.b/c@, a.b/c:1, true",
    "default, a.b/c@, a.b/d:1, false",
    "repository, a.b/c:1, a.b/c:2, true",
    "repository, a.b/c:1, a.b/c, true",
    "repository, a.b/c:1, a.b/cc, false",
    "repository, a.b/c:1, x.b/c, false",
    "reference, other.test/x:5, a.b/c:1, true",
    "reference, other.test/x:5, a.b/c:2, false",
    "reference, other.test/x:5, a.b/c, false",
    "elsewhere, other.test/x:5, a.b/c:2, true",
    "elsewhere, other.test/x:5, other.test/x:5, false",
    "remap, mirror.test/copies/c:1, a.b/c:1, true",
    "remap, mirror.test/copies/c:1, a.b/c:2, false",
    "remap, mirror.test/copies/c:1, mirror.test/copies/c:1, false",
    "remap, mirror.test/copiesc:1, mirror.test/copiesc:1, true",
    "remap, other.test/c:1, other.test/c:1, true",
    "signed, a.b/c:1, '', false",
    "signed, a.b/c:1, a.b/c:1:1, false",
    "signed, a.b/c:1, A B, false",
    "signed, a.b/c:1, a.b/C:1, false",
    "repository, a.b/c:1, a.b/c:, false"
  })
  void namesMatch(String identity, String wanted, String signed, boolean matches) {
    assertThat(
            IdentityMatch.matches(
                Objects.requireNonNull(IDENTITIES.get(identity)),
                Reference.parse(wanted.replaceFirst("@$", DIGEST)),
                signed.replaceFirst("@$", DIGEST)))
        .isEqualTo(matches);
  }
}
