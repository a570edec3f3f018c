package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks what a reference names: {@code HEAD /v2/<name>/manifests/<reference>}. */
final class ManifestHead {
  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Duration limit;

  ManifestHead(AuthorizedHttp http, AddressBook book, Duration limit) {
    this.http = http;
    this.book = book;
    this.limit = limit;
  }

  /**
   * The digest that the registry gives; empty if it has none of that name, or does not say.
   *
   * @param scope what is done later with the same token
   */
  Optional<Digest> digest(Reference reference, String which, String scope) {
    Call call =
        new Call(
                book.address(reference),
                scope,
                "/v2/" + reference.repository() + "/manifests/" + which,
                Map.of("Accept", ManifestGet.ACCEPT),
                "look for " + reference)
            .withMethod("HEAD");
    return http.get(
        call,
        answer -> {
          try (answer) {
            return switch (answer.status()) {
              case 200 -> answer.headers().firstValue("Docker-Content-Digest").map(this::parsed);
              case 404 -> Optional.empty();
              default -> throw Refusal.of(call, answer, limit);
            };
          } catch (InvalidSpecException e) {
            return Optional.empty();
          }
        });
  }

  private Digest parsed(String text) {
    return Digest.parse(text);
  }
}
