package io.jcontainer.images.signatures;

import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.SignatureRule;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.spi.SignaturePolicyFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the policies that Podman, Buildah and skopeo have. Nothing is passed over but transports
 * that do not exist here.
 *
 * @see <a href="https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md">
 *     containers-policy.json(5)</a>
 */
public final class PolicyJson implements SignaturePolicyFormat {
  /** Made by the service loader. */
  public PolicyJson() {}

  @Override
  public SignaturePolicy read(byte[] document, String file) {
    try {
      return JsonInput.parse(
          document, "signature policy " + file, input -> new Parts().read(input));
    } catch (InvalidImageException e) {
      String message = String.valueOf(e.getMessage());
      String start = "invalid " + e.part() + ": ";
      throw new InvalidSpecException(
          "signature policy " + file,
          message.startsWith(start) ? message.substring(start.length()) : message,
          e);
    }
  }

  /** What has been seen of a document so far. */
  private static final class Parts {
    private @Nullable SignatureRule byDefault;
    private @Nullable SignatureRule ofTransport;
    private final Map<String, SignatureRule> rules = new LinkedHashMap<>();

    SignaturePolicy read(JsonInput input) throws IOException {
      input.forEachField(
          (field, in) -> {
            switch (field) {
              case "default" -> byDefault = rule(in);
              case "transports" -> in.forEachField(this::transport);
              default -> throw in.invalid("\"" + field + "\" is no field of a policy");
            }
          });
      SignatureRule global = input.required(byDefault, "default");
      return new SignaturePolicy(ofTransport == null ? global : ofTransport, rules);
    }

    private void transport(String name, JsonInput input) throws IOException {
      if (!name.equals("docker")) {
        input.skip();
        return;
      }
      input.forEachField(
          (scope, in) -> {
            if (scope.isEmpty()) {
              ofTransport = rule(in);
            } else {
              rules.put(scope, rule(in));
            }
          });
    }

    private static SignatureRule rule(JsonInput input) throws IOException {
      List<SignatureRule> all = input.list(each -> new RequirementReader().read(each));
      if (all.isEmpty()) {
        throw input.invalid("name one requirement at least, such as insecureAcceptAnything");
      }
      return all.size() == 1 ? all.getFirst() : new SignatureRule.All(all);
    }
  }
}
