package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.CopyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How far an operation is, and whether it may go on. Used by one thread, except to cancel. */
final class Progress {
  private static final int MOST_NAMED = 100;

  private final String path;
  private final OptionalLong limit;
  private final List<String> skipped = new ArrayList<>();
  private long skippedCount;
  private long files;
  private long directories;
  private long links;
  private long bytes;
  private volatile boolean cancelled;

  /** An operation on the path, of at most so many bytes of content. */
  Progress(String path, OptionalLong limit) {
    this.path = path;
    this.limit = limit;
  }

  /** Ends the operation at its next step. May be called by any thread. */
  void cancel() {
    cancelled = true;
  }

  /** To be called at each step. */
  void check() {
    if (cancelled || Thread.currentThread().isInterrupted()) {
      throw new ContainerFileException(
          path, "the operation on " + path + " was interrupted: it is done in part", null);
    }
  }

  void content(long count) {
    check();
    bytes += count;
    if (limit.isPresent() && bytes > limit.getAsLong()) {
      throw new ContainerFileException(
          path,
          path + " holds more than the limit of " + limit.getAsLong() + " bytes: allow more",
          null);
    }
  }

  void file() {
    files++;
  }

  void directory() {
    directories++;
  }

  void link() {
    links++;
  }

  void skip(String what) {
    skippedCount++;
    if (skipped.size() < MOST_NAMED) {
      skipped.add(what);
    }
  }

  CopyReport report() {
    return new CopyReport(files, directories, links, bytes, skippedCount, skipped);
  }
}
