package io.jcontainer.linux.container;

import io.jcontainer.LogFile;
import io.jcontainer.LogLine;
import io.jcontainer.LogReader;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Seek;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a container's log to its file, on a thread of its own: a disk may be slow, and must then
 * hold up neither the container nor the event loop.
 */
final class LogFileWriter {
  private static final Logger log = LoggerFactory.getLogger(LogFileWriter.class);
  private static final int MODE = 0600;

  private final Kernel kernel;
  private final LogFile target;
  private final LogReader reader;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Fd file;
  private long size;
  private long dropped;

  /**
   * Opens the file.
   *
   * @param reader follows the log; owned from now on
   * @throws KernelException if it cannot be opened
   */
  LogFileWriter(Kernel kernel, LogFile target, LogReader reader) {
    this.kernel = kernel;
    this.target = target;
    this.reader = reader;
    this.file = open();
    this.size = kernel.seek(file, 0, Seek.END);
  }

  private Fd open() {
    int flags = O.WRONLY | O.CREAT | O.APPEND | O.NOFOLLOW;
    return kernel.open(Descriptor.CWD, target.path().toString(), flags, MODE);
  }

  /** Begins to write. */
  void start() {
    Thread.ofPlatform().daemon().name("jcontainer-log").start(this::run);
  }

  /** Completes when the log has ended and is written, or could not be. */
  CompletableFuture<Void> done() {
    return done;
  }

  private void run() {
    try (reader) {
      LogLine line = reader.next();
      while (line != null) {
        noteDropped(line.time());
        write(line(line.time(), line.source().title(), line.bytes()));
        line = reader.next();
      }
    } catch (RuntimeException e) {
      log.error("the log file {} is not written any more", target.path(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      file.close();
      done.complete(null);
    }
  }

  private void noteDropped(Instant now) {
    long more = reader.droppedBytes() - dropped;
    if (more > 0) {
      dropped += more;
      byte[] text = (more + " bytes").getBytes(StandardCharsets.UTF_8);
      write(line(now, "dropped", text));
    }
  }

  private static byte[] line(Instant time, String stream, byte[] text) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(text.length + 64);
    line.writeBytes((time + " " + stream + " F ").getBytes(StandardCharsets.UTF_8));
    line.writeBytes(text);
    line.write('\n');
    return line.toByteArray();
  }

  private void write(byte[] line) {
    if (size > 0 && size + line.length > target.maxSize().bytes()) {
      rotate();
    }
    kernel.write(file, line, 0, line.length);
    size += line.length;
  }

  private void rotate() {
    file.close();
    for (int number = target.maxFiles() - 1; number > 0; number--) {
      rename(name(number - 1), name(number));
    }
    if (target.maxFiles() == 1) {
      kernel.unlink(Descriptor.CWD, name(0), 0);
    }
    file = open();
    size = 0;
  }

  private String name(int number) {
    return target.path() + (number == 0 ? "" : "." + number);
  }

  private void rename(String from, String to) {
    try {
      kernel.rename(Descriptor.CWD, from, Descriptor.CWD, to, 0);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
    }
  }
}
