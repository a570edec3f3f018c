package io.jcontainer.junit.registry;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One request and its answer. */
final class Call {
  private static final int HOLD = 16 << 10;

  private final HttpExchange exchange;
  private final Flaw flaw;

  Call(HttpExchange exchange, Flaw flaw) {
    this.exchange = exchange;
    this.flaw = flaw;
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** A field of the query. */
  Optional<String> query(String name) {
    String query = exchange.getRequestURI().getRawQuery();
    if (query != null) {
      for (String field : query.split("&")) {
        if (field.startsWith(name + "=")) {
          return Optional.of(
              URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8));
        }
      }
    }
    return Optional.empty();
  }

  /** What came along. */
  InputStream body() {
    return new FilterInputStream(exchange.getRequestBody()) {
      @Override
      public void close() {
        // the exchange closes it
      }
    };
  }

  /** Sets a header of the answer. */
  Call with(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
    return this;
  }

  /** An answer without a body. */
  void answer(int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  /** An answer with a body, or to a HEAD with its length alone. */
  void answer(int status, byte[] body) throws IOException {
    answer(status, body.length, new ByteArrayInputStream(body));
  }

  /** An answer with so many bytes of a body, which go through what is to be wrong with them. */
  void answer(int status, long length, InputStream body) throws IOException {
    if (method().equals("HEAD")) {
      with("Content-Length", Long.toString(length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    if (length == 0) {
      return;
    }
    long whole = Math.min(length, flaw.cutAfter().orElse(length));
    send(body, whole);
    if (whole < length) {
      throw new IOException("the connection is cut off here on purpose");
    }
  }

  private void send(InputStream body, long whole) throws IOException {
    OutputStream out = exchange.getResponseBody();
    byte[] buffer = new byte[HOLD];
    long left = whole;
    while (left > 0) {
      int count = body.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new IOException("the file is shorter than it was");
      }
      if (flaw.damaged() && left == whole) {
        buffer[0] ^= 1;
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    out.flush();
  }

  /** An answer of JSON. */
  void json(int status, Json.Value value) throws IOException {
    with("Content-Type", "application/json").answer(status, Json.bytes(value));
  }
}
