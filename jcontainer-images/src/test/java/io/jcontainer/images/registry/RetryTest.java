package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jcontainer.ImageException;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Flaw;
import io.jcontainer.images.registry.testing.SampleImage;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is tried again and when, on a clock that only moves when somebody sleeps. */
class RetryTest {
  private static final String MANIFEST = "/v2/app/manifests/1";

  private final FaultyServer server = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final SampleImage image = SampleImage.ofLayer(new byte[100]);
  private final Reference reference = Clients.reference(server, "app:1");

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    // what the server does, one after the other | how it ends | seconds slept
    "200, ok, ''",
    "503 200, ok, 1",
    "503 503 200, ok, 1 2",
    "503 503 503 200, ok, 1 2 4",
    "503 503 503 503 200, PROTOCOL, 1 2 4",
    "500 502 504 200, ok, 1 2 4",
    "408 200, ok, 1",
    "429 200, ok, 1",
    "429 429 429 429, RATE_LIMITED, 1 2 4",
    "429+0 200, ok, 0",
    "429+7 200, ok, 7",
    "429+60 200, ok, 60",
    "429+61 200, RATE_LIMITED, ''",
    "429+3600 200, RATE_LIMITED, ''",
    "429+99999999999 200, ok, 1",
    "429+soon 200, ok, 1",
    "429+-5 200, ok, 1",
    "429+date+30 200, ok, 30",
    "429+date-30 200, ok, 0",
    "429+date+90 200, RATE_LIMITED, ''",
    "503+5 503+6 200, ok, 5 6",
    "503+5 503 200, ok, 5 2",
    "reset 200, ok, 1",
    "reset reset reset reset, UNREACHABLE, 1 2 4",
    "cut 200, ok, 1",
    "cut cut cut cut, UNREACHABLE, 1 2 4",
    "silence 200, ok, 1",
    "hang 200, ok, 1",
    "reset 503 cut 200, ok, 1 2 4",
    "garbage 200, ok, 1",
    "404 200, absent, ''",
    "401 200, UNAUTHORIZED, ''",
    "403 200, UNAUTHORIZED, ''",
    "400 200, PROTOCOL, ''",
    "405 200, PROTOCOL, ''",
    "501 200, PROTOCOL, ''",
    "505 200, PROTOCOL, ''",
    "503 404 200, absent, 1",
    "503 403 200, UNAUTHORIZED, 1"
  })
  void followsTheTable(String sequence, String end, String slept) {
    String[] steps = sequence.split(" ", -1);
    // by the tries and not by the requests: the JDK repeats one that got no answer at all by itself
    server.on(MANIFEST, request -> reply(steps[time.sleeps().size()]));
    boolean waits = sequence.contains("silence") || sequence.contains("hang");
    try (RegistryClient client = waits ? Clients.openHasty(time) : Clients.open(time)) {
      assertThat(outcome(client)).isEqualTo(end);
    }
    List<Long> seconds =
        slept.isEmpty()
            ? List.of()
            : Arrays.stream(slept.split(" ", -1)).map(Long::valueOf).toList();
    assertThat(time.sleeps()).isEqualTo(seconds);
    if (!sequence.contains("reset")) {
      assertThat(server.requests(MANIFEST)).hasSize(seconds.size() + 1);
    }
  }

  private String outcome(RegistryClient client) {
    ImageException failure =
        catchThrowableOfType(ImageException.class, () -> client.manifest(reference));
    return switch (failure) {
      case null -> "ok";
      case RegistryException e -> e.reason().name();
      case ImageNotFoundException e -> "absent";
      default -> failure.toString();
    };
  }

  private Reply reply(String step) {
    Reply good = Reply.ok(image.mediaType(), image.manifest());
    String[] parts = step.split("\\+", 2);
    return switch (parts[0]) {
      case "200" -> good;
      case "reset" -> good.flawed(new Flaw.ResetAtOnce());
      case "cut" -> good.flawed(new Flaw.CloseAfter(50));
      case "hang" -> good.flawed(new Flaw.HangAfter(50));
      case "silence" -> good.flawed(new Flaw.Silence());
      case "garbage" -> Reply.status(7);
      default -> {
        Reply error = Reply.error(Integer.parseInt(parts[0]), "UNKNOWN", "no");
        yield parts.length == 1 ? error : error.header("Retry-After", wait(parts[1]));
      }
    };
  }

  private String wait(String text) {
    return text.startsWith("date")
        ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
            time.now().plusSeconds(Long.parseLong(text.substring(4))).atOffset(ZoneOffset.UTC))
        : text;
  }

  @Test
  void triesTheTokenServiceAgainToo() {
    server.on(
        MANIFEST,
        Reply.challenge("Bearer realm=\"" + server.url("/token") + "\""),
        Reply.ok(image.mediaType(), image.manifest()));
    Reply token = Reply.status(200).body("{\"token\":\"t\"}");
    server.on("/token", Reply.status(503), token.flawed(new Flaw.ResetAfter(3)), token);
    try (RegistryClient client = Clients.open(time)) {
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
    }
    assertThat(time.sleeps()).containsExactly(1L, 2L);
  }

  @Test
  void saysHowLongItShouldHaveWaited() {
    server.on(MANIFEST, Reply.error(429, "TOOMANYREQUESTS", "no").header("Retry-After", "3600"));
    try (RegistryClient client = Clients.open(time)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.manifest(reference))
          .withMessageContaining("HTTP 429 (TOOMANYREQUESTS)")
          .withMessageContaining("wait for 3600 s");
    }
  }

  @Test
  void spreadsTriesByChance() {
    Backoff most = new Backoff(() -> -1L); // nextDouble just below one
    assertThat(most.next(Optional.empty()).orElseThrow()).hasMillis(1199);
    assertThat(most.next(Optional.empty()).orElseThrow()).hasMillis(2399);
  }
}
