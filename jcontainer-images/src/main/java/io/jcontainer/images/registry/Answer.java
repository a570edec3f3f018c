package io.jcontainer.images.registry;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The answer to one request, its body not yet read. Close it.
 *
 * @param origin who answered, which after redirects is not who was asked
 * @param status HTTP status code
 * @param headers as received
 * @param body the rest
 */
record Answer(Origin origin, int status, HttpHeaders headers, BodyStream body)
    implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  /** The media type in lower case and without parameters. */
  Optional<String> mediaType() {
    return headers
        .firstValue("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(type -> !type.isEmpty());
  }

  /** The length that was announced; empty if none was, or none that can be read. */
  OptionalLong contentLength() {
    return headers
        .firstValue("Content-Length")
        .filter(LENGTH.asMatchPredicate())
        .map(length -> OptionalLong.of(Long.parseLong(length)))
        .orElse(OptionalLong.empty());
  }

  @Override
  public void close() {
    body.close();
  }
}
