package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.ImageSignatureException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.RawPush;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.images.testing.Tool;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which rule of a policy counts for an image: what skopeo thinks, and what we do. */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.REGISTRY, Requirement.SKOPEO})
class PolicyScopesTest {
  @RegisterExtension final Scratch temp = new Scratch();

  private boolean skopeoTakes(Path policy, String image, int number) {
    return new Tool(temp.resolve("."), "skopeo", "--policy", policy.toString())
        .isFine(
            "copy",
            "--quiet",
            "--override-arch=amd64",
            "--src-tls-verify=false",
            "docker://" + image,
            "dir:" + temp.resolve("copy" + number));
  }

  private boolean weTake(Path policy, String image, int number) {
    Config config =
        Config.defaults()
            .withRoot(temp.resolve("store" + number))
            .withSignaturePolicy(SignaturePolicy.fromPolicyJson(policy));
    try (StoreImageService service =
        (StoreImageService) new StoreImageService.Factory().open(config)) {
      service
          .library()
          .pull(
              Reference.parse(image),
              PullOptions.defaults().withPlatform(Platform.parse("linux/amd64")));
      return true;
    } catch (ImageSignatureException e) {
      return false;
    }
  }

  @Test
  void theNarrowestScopeCounts() throws IOException {
    SampleImage sample = SampleImage.ofLayer(new Tar().file("a", "a").bytes());
    try (DockerRegistry registry =
        DockerRegistry.open(Files.createDirectory(temp.resolve("registry")))) {
      String here = registry.authority();
      new RawPush(here, "team/sub/app").image(sample, "1");
      String tag = here + "/team/sub/app:1";
      String pinned = here + "/team/sub/app@" + sample.digest();
      String other = here + "/team/sub/app@" + Digest.sha256(new byte[1]);
      List<List<String>> scopes =
          List.of(
              List.of(),
              List.of(here),
              List.of(here + "/team"),
              List.of(here + "/team/su"),
              List.of(here + "/team/sub"),
              List.of(here + "/team/sub/app"),
              List.of(here + "/team/sub/app", here + "/team"),
              List.of(here + "/team", here),
              List.of(here + "/team", tag),
              List.of(here, pinned),
              List.of(tag),
              List.of(pinned),
              List.of(other),
              List.of(here + "/team/sub/app:2"),
              List.of("*.0.0.1"),
              List.of("*.0.1", "*.0.0.1"),
              List.of("*.1"),
              List.of("127.0.0.1"));
      int number = 0;
      int taken = 0;
      for (List<String> each : scopes) {
        for (String first : List.of("reject", "insecureAcceptAnything")) {
          Path policy = policy(each, first, "policy" + number);
          for (String image : List.of(tag, pinned)) {
            boolean wanted = skopeoTakes(policy, image, number);
            assertThat(weTake(policy, image, number++))
                .as(image + " with " + Files.readString(policy))
                .isEqualTo(wanted);
            taken += wanted ? 1 : 0;
          }
        }
      }
      assertThat(taken).isBetween(number / 4, number * 3 / 4);
    }
  }

  /** Scopes that take turns in what they say, beginning with the other than the default. */
  private Path policy(List<String> scopes, String byDefault, String name) throws IOException {
    StringBuilder rules = new StringBuilder();
    String type = byDefault;
    for (String scope : scopes) {
      type = type.equals("reject") ? "insecureAcceptAnything" : "reject";
      rules.append(rules.isEmpty() ? "" : ",");
      rules.append("\"%s\": [{\"type\": \"%s\"}]".formatted(scope, type));
    }
    return Files.writeString(
        temp.resolve(name),
        "{\"default\": [{\"type\": \"%s\"}], \"transports\": {\"docker\": {%s}}}"
            .formatted(byDefault, rules));
  }
}
