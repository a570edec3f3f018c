package io.jcontainer.images.registry;

import java.io.IOException;
import java.util.Optional;

/** Sends a call with what authenticates it, and answers at most one challenge for each try. */
final class AuthorizedHttp {
  private final Transport transport;
  private final Redirects redirects;
  private final Authenticator authenticator;

  AuthorizedHttp(Transport transport, Redirects redirects, Authenticator authenticator) {
    this.transport = transport;
    this.redirects = redirects;
    this.authenticator = authenticator;
  }

  /** What comes of the answer: see {@link Transport#get}. */
  <T> T get(Call call, Transport.Use<T> use) {
    return transport.get(call, () -> send(call), use);
  }

  /** The same without trying again: for what cannot be sent twice. */
  <T> T once(Call call, Transport.Use<T> use) throws IOException {
    return use.of(send(call));
  }

  private Answer send(Call call) throws IOException {
    Origin registry = call.registry().origin();
    Optional<Authorization> known = authenticator.known(call);
    Answer answer = redirects.follow(call, call.uri(), known);
    if (answer.status() != 401 || !answer.origin().equals(registry)) {
      return answer; // a challenge from elsewhere is none of ours (CVE-2020-15157)
    }
    Optional<Authorization> fresh;
    try {
      fresh =
          authenticator.renew(
              call, known, Challenge.parse(answer.headers().allValues("WWW-Authenticate")));
    } catch (RuntimeException | IOException e) {
      answer.close();
      throw e;
    }
    if (fresh.isEmpty()) {
      return answer;
    }
    answer.close();
    return redirects.follow(call, call.uri(), fresh);
  }
}
