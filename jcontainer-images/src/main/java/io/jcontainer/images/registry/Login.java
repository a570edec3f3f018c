package io.jcontainer.images.registry;

import io.jcontainer.RegistryCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out whether a registry takes credentials, and what of them is worth keeping. */
final class Login {
  private final AddressBook book;
  private final Destinations destinations;
  private final Transport transport;
  private final Redirects redirects;
  private final TokenGet tokenGet;
  private final Duration limit;

  Login(
      AddressBook book,
      Destinations destinations,
      Transport transport,
      Redirects redirects,
      TokenGet tokenGet,
      Duration limit) {
    this.book = book;
    this.destinations = destinations;
    this.transport = transport;
    this.redirects = redirects;
    this.tokenGet = tokenGet;
    this.limit = limit;
  }

  /**
   * What is to be kept.
   *
   * @throws io.jcontainer.RegistryException if the registry does not take them
   */
  RegistryCredentials check(RegistryAddress registry, RegistryCredentials credentials) {
    Call call = new Call(registry, "", "/v2/", Map.of(), "log in");
    List<Challenge> challenges =
        transport.get(
            call,
            () -> redirects.follow(call, call.uri(), Optional.empty()),
            answer -> {
              try (answer) {
                return answer.status() == 401 && answer.origin().equals(registry.origin())
                    ? Challenge.parse(answer.headers().allValues("WWW-Authenticate"))
                    : List.of();
              }
            });
    Authenticator authenticator =
        new Authenticator(
            book.withOnly(registry, credentials), destinations, tokenGet, transport.pace());
    new Ping(new AuthorizedHttp(transport, redirects, authenticator), limit).check(registry);
    return authenticator.toKeep(call, credentials, challenges);
  }
}
