package io.jcontainer.linux.keep;

import io.jcontainer.DetachedContainerException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a detached container. Whoever starts or removes the container holds its lock;
 * while it runs, its keeper does, and nobody else. Every file there is written whole under another
 * name first.
 */
public final class Home implements AutoCloseable {
  /** The lock's file. */
  public static final String LOCK = "owner.lock";

  private static final String RECORD = "detached";
  private static final String LAUNCHED = "launched";
  private static final String NAME = "name";
  private static final int MODE = 0600;
  private static final int POLL_MILLIS = 5;
  private static final int LONGEST = 32 * 1024 * 1024;

  private final Kernel kernel;
  private final String name;
  private final Fd directory;

  private Home(Kernel kernel, String name, Fd directory) {
    this.kernel = kernel;
    this.name = name;
    this.directory = directory;
  }

  /** Opens a directory beneath another. */
  public static Home open(Kernel kernel, Descriptor run, String name) {
    int flags = O.RDONLY | O.DIRECTORY | O.NOFOLLOW;
    return new Home(kernel, name, kernel.open(run, name, flags, 0));
  }

  /** Whether a directory is the home of a detached container. */
  public static boolean isAt(Kernel kernel, Descriptor run, String name) {
    try {
      return kernel.stat(run, name + "/" + RECORD, At.SYMLINK_NOFOLLOW).isRegular();
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  /** The directory, owned by this. */
  public Descriptor directory() {
    return directory;
  }

  /**
   * Writes the container down: from now on it is detached, and no sweep removes it.
   *
   * @throws IllegalArgumentException if the specification holds what is never written down
   */
  public void write(Detached record) {
    write(RECORD, RecordCodec.write(record));
  }

  /**
   * What is written down of the container.
   *
   * @throws DetachedContainerException if it is damaged, or of another version
   */
  public Detached record() {
    return read(RECORD, Detached.class).orElseThrow(() -> unreadable(RECORD, "it is gone", null));
  }

  /** Writes down that the container has another name than the one it was made with. */
  public void write(String name) {
    write(NAME, name.getBytes(StandardCharsets.UTF_8));
  }

  /** The name that it got after it was made. */
  public Optional<String> name() {
    return read(NAME).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Takes the container off the list: what is left of it is swept if this process dies now. */
  public void forget() {
    remove(RECORD);
  }

  /** Writes down what is known of a run before its command runs. */
  public void write(Launched launched) {
    write(LAUNCHED, RecordCodec.write(launched));
  }

  /** What is written down of the latest run. */
  public Optional<Launched> launched() {
    return read(LAUNCHED, Launched.class);
  }

  /** Who keeps it, or did. */
  public Optional<Keeper> keeper() {
    return read(KeeperFiles.KEEPER).flatMap(Keeper::parse);
  }

  /** How its latest run ended. */
  public Optional<Departure> departure() {
    return read(KeeperFiles.EXIT).flatMap(Departure::parse);
  }

  /** Makes room for another run; its log goes on. */
  public void forgetRun() {
    remove(KeeperFiles.EXIT);
    remove(KeeperFiles.KEEPER);
    remove(LAUNCHED);
  }

  /** The lock, if nobody holds it. */
  public Optional<Fd> tryLock() {
    Fd lock = kernel.open(directory, LOCK, O.RDWR | O.CREAT | O.NOFOLLOW, MODE);
    try {
      if (kernel.flock(lock, Lock.EX | Lock.NB)) {
        return Optional.of(lock);
      }
      lock.close();
      return Optional.empty();
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The lock, as soon as nobody holds it; nothing if that takes longer. */
  public Optional<Fd> lock(Duration patience) {
    AtomicReference<@Nullable Fd> lock = new AtomicReference<>();
    boolean _ =
        until(
            patience,
            () -> {
              lock.set(tryLock().orElse(null));
              return lock.get() != null;
            });
    return Optional.ofNullable(lock.get());
  }

  /**
   * Another process may be starting the container: waits until there is a keeper, or none comes.
   */
  public void awaitStart(Duration patience) {
    boolean _ =
        until(patience, () -> !isHeld() || (keeper().isPresent() && launched().isPresent()));
  }

  /** No event tells what another process does with its lock. An interrupt ends the waiting. */
  private static boolean until(Duration patience, BooleanSupplier done) {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        return false;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Whether somebody holds the lock: the keeper, or whoever starts or removes the container. */
  public boolean isHeld() {
    Optional<Fd> lock = tryLock();
    lock.ifPresent(Fd::close);
    return lock.isEmpty();
  }

  private void write(String file, byte[] bytes) {
    String unfinished = file + KeeperFiles.UNFINISHED;
    int flags = O.WRONLY | O.CREAT | O.TRUNC | O.NOFOLLOW;
    try (Fd fd = kernel.open(directory, unfinished, flags, MODE)) {
      kernel.write(fd, bytes, 0, bytes.length);
      kernel.fsync(fd);
    }
    kernel.rename(directory, unfinished, directory, file, 0);
  }

  private <T extends Record> Optional<T> read(String file, Class<T> type) {
    Optional<byte[]> bytes = read(file);
    try {
      return bytes.isEmpty() ? Optional.empty() : Optional.of(RecordCodec.read(bytes.get(), type));
    } catch (RecordCodec.FormatException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    }
  }

  private DetachedContainerException unreadable(
      String file, String why, @Nullable Throwable cause) {
    return new DetachedContainerException(
        "cannot read the file "
            + file
            + " of the detached container in "
            + name
            + ": "
            + why
            + "; adopt it with the version of the library that started it, or remove it",
        cause);
  }

  private Optional<byte[]> read(String file) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (Fd fd = kernel.open(directory, file, O.RDONLY | O.NOFOLLOW, 0)) {
      byte[] buffer = new byte[64 * 1024];
      int count = kernel.read(fd, buffer, 0, buffer.length);
      while (count > 0 && content.size() < LONGEST) {
        content.write(buffer, 0, count);
        count = kernel.read(fd, buffer, 0, buffer.length);
      }
      return Optional.of(content.toByteArray());
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void remove(String file) {
    try {
      kernel.unlink(directory, file, 0);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    directory.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
