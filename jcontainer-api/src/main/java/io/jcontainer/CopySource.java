package io.jcontainer;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What is copied into a container. */
public sealed interface CopySource {
  /** The same for people, such as {@code /srv/app.jar} or {@code 12 bytes}. */
  @Override
  String toString();

  /**
   * A file or directory tree of the host. Symbolic links in it are copied as links; sockets, FIFOs
   * and devices are left out and told by {@link CopyReport#skipped()}.
   *
   * @param path made absolute
   */
  record HostPath(Path path) implements CopySource {
    /** Makes the path absolute. */
    public HostPath {
      path = path.toAbsolutePath();
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * The content of one file, read on the thread that copies and never held as a whole.
   *
   * @param description for people
   * @param opener opens it; what is opened is closed
   */
  record Content(String description, Opener opener) implements CopySource {
    @Override
    public String toString() {
      return description;
    }
  }

  /**
   * The entries of a tar stream, put beneath a directory, which is made if there is none. A name in
   * it that climbs, or that leads through a symbolic link, ends the copy; devices and FIFOs are
   * left out and told by {@link CopyReport#skipped()}.
   *
   * @param description for people
   * @param opener opens it; what is opened is closed
   */
  record Tar(String description, Opener opener) implements CopySource {
    @Override
    public String toString() {
      return description;
    }
  }

  /** Opens content for reading. */
  @FunctionalInterface
  interface Opener {
    /** Opens it. */
    InputStream open() throws IOException;
  }

  /** A file or directory tree of the host. */
  static CopySource ofPath(Path path) {
    return new HostPath(path);
  }

  /** These bytes, as they are now. */
  static CopySource ofBytes(byte[] bytes) {
    byte[] copy = bytes.clone();
    return new Content(copy.length + " bytes", () -> new ByteArrayInputStream(copy));
  }

  /** This text in UTF-8. */
  static CopySource ofText(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What the stream holds. It is read to its end and closed, so this can be copied once. */
  static CopySource ofStream(InputStream stream) {
    return new Content("a stream", () -> stream);
  }

  /**
   * The entries of a tar stream that is not compressed (ustar, pax, GNU; sparse files in all of
   * GNU's forms). It is read to its end and closed, so this can be copied once. Modes, times and
   * extended attributes of users are those of the stream; owners too if the options say {@link
   * CopyOptions#withOwnersKept}.
   */
  static CopySource ofTar(InputStream stream) {
    return new Tar("a tar stream", () -> stream);
  }

  /**
   * A resource of the class path or module path.
   *
   * @param anchor the class beside which it is, as in {@link Class#getResourceAsStream}
   * @param name relative to the class's package, or absolute with a leading slash
   * @throws InvalidSpecException if there is none
   */
  static CopySource ofResource(Class<?> anchor, String name) {
    String shown = "resource " + Text.printable(name);
    Opener opener =
        () -> {
          InputStream found = anchor.getResourceAsStream(name);
          if (found == null) {
            throw new FileNotFoundException(shown + " is gone");
          }
          return found;
        };
    try (InputStream _ = opener.open()) {
      return new Content(shown, opener);
    } catch (IOException e) {
      throw new InvalidSpecException(
          "resource \"" + Text.printable(name) + "\"",
          "there is none beside " + anchor.getName() + "; a name from the root begins with /");
    }
  }
}
