package io.jcontainer.images.registry.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends one {@link Reply} on a connection, flaws included. */
final class ReplyWriter {
  private final Socket socket;
  private final OutputStream out;
  private final Reply reply;

  ReplyWriter(Socket socket, OutputStream out, Reply reply) {
    this.socket = socket;
    this.out = out;
    this.reply = reply;
  }

  /** Whether the connection can be used for another request. */
  boolean write() throws IOException, InterruptedException {
    switch (reply.flaw().orElse(null)) {
      case Reply.Flaw.Silence silence -> hang();
      case Reply.Flaw.ResetAtOnce reset -> reset();
      case Reply.Flaw.Raw raw -> {
        out.write(reply.body());
        out.flush();
      }
      case Reply.Flaw.ResetAfter after -> {
        head();
        body(after.bytes());
        reset();
      }
      case Reply.Flaw.CloseAfter after -> {
        head();
        body(after.bytes());
      }
      case Reply.Flaw.HangAfter after -> {
        head();
        body(after.bytes());
        hang();
      }
      case Reply.Flaw.Trickle trickle -> {
        head();
        trickle(trickle);
      }
      case Reply.Flaw.Endless endless -> {
        head();
        endless();
      }
      case null -> {
        head();
        body(reply.body().length);
        end();
        return isComplete();
      }
    }
    return false;
  }

  private boolean isComplete() {
    return switch (reply.framing()) {
      case Reply.Framing.Length(long claimed) -> claimed == reply.body().length;
      case Reply.Framing.Chunked() -> true;
      case Reply.Framing.UntilClose() -> false;
    };
  }

  private void head() throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Status\r\n");
    reply.headers().forEach(line -> head.append(line).append("\r\n"));
    switch (reply.framing()) {
      case Reply.Framing.Length(long claimed) ->
          head.append("Content-Length: ").append(claimed).append("\r\n");
      case Reply.Framing.Chunked() -> head.append("Transfer-Encoding: chunked\r\n");
      case Reply.Framing.UntilClose() -> head.append("Connection: close\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private void body(int bytes) throws IOException {
    write(reply.body(), 0, Math.min(bytes, reply.body().length));
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) {
      if (reply.framing() instanceof Reply.Framing.Chunked) {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, offset, length);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(bytes, offset, length);
      }
      out.flush();
    }
  }

  private void end() throws IOException {
    if (reply.framing() instanceof Reply.Framing.Chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private void trickle(Reply.Flaw.Trickle trickle) throws IOException, InterruptedException {
    for (int i = 0; i < reply.body().length; i++) {
      write(reply.body(), i, 1);
      Thread.sleep(trickle.pause());
    }
    end();
  }

  private void endless() throws IOException {
    while (true) {
      write(reply.body(), 0, reply.body().length);
    }
  }

  /** Until the server is closed, which interrupts this thread, or the client goes away. */
  private void hang() throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // a client that sends more does not change anything
    }
  }

  private void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
