package io.jcontainer.images.registry.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link FaultyServer} sends, and what it does wrong. Immutable; each method returns
 * another.
 */
public final class Reply {
  private final int status;
  private final List<String> headers;
  private final byte[] body;
  private final Framing framing;
  private final Optional<Flaw> flaw;

  private Reply(
      int status, List<String> headers, byte[] body, Framing framing, Optional<Flaw> flaw) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.framing = framing;
    this.flaw = flaw;
  }

  int status() {
    return status;
  }

  /** Lines without the line end. */
  List<String> headers() {
    return headers;
  }

  /** Not a copy: some are large, and nobody changes them. */
  byte[] body() {
    return body;
  }

  Framing framing() {
    return framing;
  }

  Optional<Flaw> flaw() {
    return flaw;
  }

  /** How the body's end is announced. */
  public sealed interface Framing {
    /** {@code Content-Length}, true or not. */
    record Length(long claimed) implements Framing {}

    /** Chunks, with the last one of size zero. */
    record Chunked() implements Framing {}

    /** Not at all: the end of the connection is the end of the body. */
    record UntilClose() implements Framing {}
  }

  /** What goes wrong while the body is sent. */
  public sealed interface Flaw {
    /** The connection is reset after so many bytes of the body. */
    record ResetAfter(int bytes) implements Flaw {}

    /** The connection is closed after so many bytes of the body. */
    record CloseAfter(int bytes) implements Flaw {}

    /** Nothing more is sent after so many bytes of the body, and the connection stays open. */
    record HangAfter(int bytes) implements Flaw {}

    /** One byte of the body at a time, with a pause after each. */
    record Trickle(Duration pause) implements Flaw {}

    /** The body is sent again and again. */
    record Endless() implements Flaw {}

    /** Nothing at all is sent, not even a status line. */
    record Silence() implements Flaw {}

    /** The body is all that is sent: status line and headers are part of it, or are not. */
    record Raw() implements Flaw {}

    /** The connection is reset without a status line. */
    record ResetAtOnce() implements Flaw {}
  }

  /** A status without a body. */
  public static Reply status(int status) {
    return new Reply(status, List.of(), new byte[0], new Framing.Length(0), Optional.empty());
  }

  /** Status 200 with a body of that type. */
  public static Reply ok(String contentType, byte[] body) {
    return status(200).header("Content-Type", contentType).body(body);
  }

  /** Exactly these bytes, and then the end of the connection. */
  public static Reply raw(byte[] bytes) {
    return status(0).body(bytes).flawed(new Flaw.Raw());
  }

  /** A redirect. */
  public static Reply redirect(int status, String location) {
    return status(status).header("Location", location);
  }

  /** 401 with that challenge. */
  public static Reply challenge(String challenge) {
    return status(401).header("WWW-Authenticate", challenge);
  }

  /** An error as the distribution specification has it. */
  public static Reply error(int status, String code, String message) {
    String json = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
    return status(status).header("Content-Type", "application/json").body(json);
  }

  /** With one more header. */
  public Reply header(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name + ": " + value);
    return new Reply(status, List.copyOf(more), body, framing, flaw);
  }

  /** With that body and its true length. */
  public Reply body(byte[] bytes) {
    return new Reply(status, headers, bytes, new Framing.Length(bytes.length), flaw);
  }

  /** With that body and its true length. */
  public Reply body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** With another way to announce the end; call it after {@link #body}. */
  public Reply framed(Framing other) {
    return new Reply(status, headers, body, other, flaw);
  }

  /** With something that goes wrong. */
  public Reply flawed(Flaw other) {
    return new Reply(status, headers, body, framing, Optional.of(other));
  }
}
