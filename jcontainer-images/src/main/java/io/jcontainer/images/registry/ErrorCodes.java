package io.jcontainer.images.registry;

import io.jcontainer.InvalidImageException;
import io.jcontainer.RegistryException;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The codes in a registry's error answer, such as {@code MANIFEST_UNKNOWN}. Its texts are not
 * shown: nothing keeps a registry from repeating there what it was sent, and that may be a secret.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">
 *     OCI distribution specification, error codes</a>
 */
final class ErrorCodes {
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z_]{0,39}");
  private static final int MOST = 4;

  private ErrorCodes() {}

  /** The codes in brackets with a space before them, or nothing if the body has none. */
  static String shown(Call call, Answer answer, Duration limit) {
    List<String> codes = read(call, answer, limit);
    return codes.isEmpty() ? "" : " (" + String.join(", ", codes) + ")";
  }

  private static List<String> read(Call call, Answer answer, Duration limit) {
    try {
      byte[] body = SmallBody.read(call, answer, SmallBody.TOKEN_OR_ERROR, limit);
      return JsonInput.parse(body, "error answer", ErrorCodes::codes);
    } catch (IOException | RegistryException | InvalidImageException e) {
      return List.of(); // the status is what matters; the body is a courtesy
    }
  }

  private static List<String> codes(JsonInput input) throws IOException {
    List<String> codes = new ArrayList<>();
    Fields error = new Fields().with("code", in -> codes.add(in.text()));
    input.object(new Fields().with("errors", in -> in.list(element -> one(element, error))));
    return codes.stream().filter(CODE.asMatchPredicate()).distinct().limit(MOST).toList();
  }

  private static boolean one(JsonInput input, Fields error) throws IOException {
    input.object(error);
    return true;
  }
}
