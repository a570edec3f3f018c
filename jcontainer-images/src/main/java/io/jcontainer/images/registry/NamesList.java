package io.jcontainer.images.registry;

import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists the tags of a repository ({@code GET /v2/<name>/tags/list}) or the repositories of a
 * registry ({@code GET /v2/_catalog}), page by page.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags">OCI
 *     distribution specification, listing tags</a>
 */
final class NamesList {
  private static final Pattern NEXT =
      Pattern.compile("<([^>]{1,4096})>\\s*;\\s*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);
  private static final int PAGE = 1000;
  private static final int MOST = 1_000_000;

  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Destinations destinations;
  private final Duration limit;

  NamesList(AuthorizedHttp http, AddressBook book, Destinations destinations, Duration limit) {
    this.http = http;
    this.book = book;
    this.destinations = destinations;
    this.limit = limit;
  }

  private record Page(List<String> names, Optional<URI> next) {}

  List<String> tags(Reference reference) {
    Call call =
        new Call(
            book.address(reference),
            Scopes.pull(reference),
            "/v2/" + reference.repository() + "/tags/list?n=" + PAGE,
            Map.of("Accept", "application/json"),
            "list the tags of " + reference.name());
    return all(call, "tags", reference.name());
  }

  List<String> repositories(String registry) {
    Call call =
        new Call(
            book.address(registry),
            Scopes.catalog(),
            "/v2/_catalog?n=" + PAGE,
            Map.of("Accept", "application/json"),
            "list the repositories");
    return all(call, "repositories", registry);
  }

  private List<String> all(Call first, String field, String of) {
    List<String> names = new ArrayList<>();
    Optional<Call> next = Optional.of(first);
    while (next.isPresent()) {
      Call call = next.get();
      Page page = http.get(call, answer -> page(call, answer, field, of));
      names.addAll(page.names());
      if (names.size() > MOST || (page.names().isEmpty() && page.next().isPresent())) {
        throw call.failed(Reason.PROTOCOL, "its list has no end");
      }
      next = page.next().map(call::at);
    }
    return names.stream().distinct().sorted().toList();
  }

  private Page page(Call call, Answer answer, String field, String of) throws IOException {
    try (answer) {
      if (answer.status() == 404) {
        throw new ImageNotFoundException(
            of,
            "registry " + call.registry().name() + ErrorCodes.shown(call, answer, limit),
            "there is nothing of that name to list");
      }
      if (answer.status() != 200) {
        throw Refusal.of(call, answer, limit);
      }
      byte[] body = SmallBody.read(call, answer, JsonInput.LARGEST, limit);
      List<String> names = new ArrayList<>();
      JsonInput.parse(
          body,
          "list of " + of,
          input -> {
            input.object(new Fields().with(field, in -> names.addAll(in.list(JsonInput::text))));
            return names;
          });
      return new Page(names, next(call, answer));
    } catch (InvalidImageException e) {
      throw call.failed(Reason.PROTOCOL, "the answer is no list: " + e.getMessage());
    }
  }

  private Optional<URI> next(Call call, Answer answer) {
    for (String link : answer.headers().allValues("Link")) {
      Matcher matcher = NEXT.matcher(link);
      if (matcher.find()) {
        URI next = destinations.redirect(call.registry(), call.uri(), matcher.group(1));
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }
}
