package io.jcontainer;

import io.jcontainer.spi.SeccompProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Which system calls a container's processes may make ({@code seccomp(2)}). Calls through the
 * interface of another architecture (32-bit programs, x32) fail under every profile but {@link
 * #unconfined}.
 */
public sealed interface SeccompProfile {
  /** What container engines allow, and refuse, in common. */
  static SeccompProfile defaults() {
    return new Defaults();
  }

  /**
   * The default less what ordinary programs do without: debugging others, special files, System V
   * objects and message queues, handles, and sockets other than local and internet ones.
   */
  static SeccompProfile strict() {
    return new Strict();
  }

  /** No filter at all: every system call of the kernel is open to attack from the container. */
  static SeccompProfile unconfined() {
    return new Unconfined();
  }

  /**
   * Reads the JSON form that Docker and Podman users have.
   *
   * @throws InvalidSpecException if it is no such profile, or asks for what cannot be given here (a
   *     tracer or a listener), naming the place in the document
   */
  static SeccompProfile fromJson(String json) {
    return ServiceLoader.load(SeccompProfileReader.class, SeccompProfile.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "nothing on the class path or module path reads seccomp profiles: add"
                        + " jcontainer-images"))
        .read(json);
  }

  /**
   * Reads a file in the form of {@link #fromJson}.
   *
   * @throws InvalidSpecException if it cannot be read or is no such profile
   */
  static SeccompProfile fromJson(Path file) {
    try {
      return fromJson(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidSpecException(
          "seccomp profile " + Text.printable(file.toString()),
          "it must be a readable file of UTF-8 text: " + Text.printable(e.toString()));
    }
  }

  /** See {@link SeccompProfile#defaults}. */
  record Defaults() implements SeccompProfile {}

  /** See {@link SeccompProfile#strict}. */
  record Strict() implements SeccompProfile {}

  /** See {@link SeccompProfile#unconfined}. */
  record Unconfined() implements SeccompProfile {}

  /**
   * A profile of one's own.
   *
   * @param rules of it
   */
  record Custom(SeccompRules rules) implements SeccompProfile {}
}
