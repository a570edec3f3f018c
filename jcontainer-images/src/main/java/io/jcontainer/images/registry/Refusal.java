package io.jcontainer.images.registry;

import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import java.time.Duration;
import java.util.regex.Pattern;

/** Says in words what an unwanted status means. */
final class Refusal {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private Refusal() {}

  /** The error for an answer that is neither what was wanted nor "not found". */
  static RegistryException of(Call call, Answer answer, Duration limit) {
    String status = "HTTP " + answer.status() + ErrorCodes.shown(call, answer, limit);
    return switch (answer.status()) {
      case 401, 403 -> call.failed(Reason.UNAUTHORIZED, status + remedy(call, answer));
      case 429 -> call.failed(Reason.RATE_LIMITED, status + ", too many requests" + wait(answer));
      default -> call.failed(Reason.PROTOCOL, status + " from " + answer.origin());
    };
  }

  private static String remedy(Call call, Answer answer) {
    if (!answer.origin().equals(call.registry().origin())) {
      return " from " + answer.origin() + ", where the registry sent us";
    }
    return ": there is no such repository, or it needs other credentials: see"
        + " Config.withCredentials(\""
        + call.registry().name()
        + "\", ...)";
  }

  private static String wait(Answer answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(SECONDS.asMatchPredicate())
        .map(seconds -> "; it asks to wait for " + seconds + " s")
        .orElse("");
  }
}
