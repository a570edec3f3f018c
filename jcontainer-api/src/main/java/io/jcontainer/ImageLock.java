package io.jcontainer;

import io.jcontainer.ImageLockException.Reason;
import io.jcontainer.spi.ImageLockFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;

/**
 * Which images names stand for, written down: so that a build or a service has the same ones
 * everywhere, until somebody changes the lock. Immutable; each {@code with} returns another.
 *
 * <p>{@link ImageLibrary#lock} makes entries, {@link #write} keeps them in a file beside the
 * program's sources, and {@link Config#withImageLock(ImageLock)} puts it in force: a pull of a name
 * then fetches the digest that is written here, and the registry is not asked what the name means
 * now. To update one entry is to take it out and to lock its name again.
 *
 * <p>The file is JSON, sorted, with a line for each value, so that a change of one image is a
 * change of few lines; its form is in {@code docs/decisions/0079-image-lock.md}.
 *
 * @param images by the name they were asked for, sorted; no name has a digest, since that would be
 *     a lock by itself
 */
public record ImageLock(Map<Reference, LockedImage> images) {
  /** Copies and sorts the images, and refuses names with a digest. */
  public ImageLock {
    Map<Reference, LockedImage> sorted = new LinkedHashMap<>();
    images.entrySet().stream()
        .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
        .forEach(entry -> sorted.put(lockable(entry.getKey()), entry.getValue()));
    images = Collections.unmodifiableMap(sorted);
  }

  private static Reference lockable(Reference name) {
    if (name.digest().isPresent()) {
      throw new InvalidSpecException(
          "name \"" + name + "\" for a lock",
          "its digest is a lock already: leave out one of them");
    }
    return name;
  }

  /** A lock of nothing. */
  public static ImageLock empty() {
    return new ImageLock(Map.of());
  }

  /**
   * Reads a file of {@link #write}, which people may have edited.
   *
   * @throws ImageLockException if it cannot be read or is no lock, naming the file and the place
   */
  public static ImageLock read(Path file) {
    try {
      return format().read(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new ImageLockException(
          Reason.FILE,
          "there is no image lock "
              + file
              + ": make one with ImageLibrary.lock and"
              + " ImageLock.write",
          e);
    } catch (IOException e) {
      throw new ImageLockException(
          Reason.FILE, "cannot read image lock " + file + ": " + why(e), e);
    }
  }

  /**
   * Writes this to a file, which is replaced as a whole, or left alone if it says the same already.
   * A symbolic link stays one.
   *
   * @throws ImageLockException if it cannot be written
   */
  public void write(Path file) {
    byte[] document = format().write(this);
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      if (!Files.exists(target) || !Arrays.equals(Files.readAllBytes(target), document)) {
        replace(target, document);
      }
    } catch (IOException e) {
      throw new ImageLockException(
          Reason.FILE, "cannot write image lock " + file + ": " + why(e), e);
    }
  }

  private static void replace(Path target, byte[] document) throws IOException {
    Path temporary = target.resolveSibling(".jcontainer-" + UUID.randomUUID());
    try {
      try (FileChannel out =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(document);
        while (left.hasRemaining()) {
          out.write(left);
        }
        out.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String why(IOException e) {
    return e.getClass().getSimpleName() + " (" + e.getMessage() + ")";
  }

  private static ImageLockFormat format() {
    return ServiceLoader.load(ImageLockFormat.class, ImageLock.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "nothing on the class path or module path reads image locks: add"
                        + " jcontainer-images"));
  }

  /** What a name is held to. */
  public Optional<LockedImage> find(Reference name) {
    return Optional.ofNullable(images.get(name));
  }

  /**
   * The same with a name held to an image, instead of what it was held to.
   *
   * @throws InvalidSpecException if the name has a digest
   */
  public ImageLock with(Reference name, LockedImage image) {
    Map<Reference, LockedImage> more = new LinkedHashMap<>(images);
    more.put(name, image);
    return new ImageLock(more);
  }

  /** The same without a name, whether or not it was there. */
  public ImageLock without(Reference name) {
    Map<Reference, LockedImage> less = new LinkedHashMap<>(images);
    less.remove(name);
    return new ImageLock(less);
  }
}
