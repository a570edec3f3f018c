package io.jcontainer.images.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a credential helper: {@code docker-credential-<name> get}, with the registry as its input,
 * and {@code store} and {@code erase}. This is the one program of the host that the library runs;
 * the user's own configuration names it, and the program that embeds us asked for that
 * configuration.
 *
 * @param name as in the configuration
 * @param asked what it is, for messages
 * @see <a href="https://github.com/docker/docker-credential-helpers">the protocol</a>
 */
record CredentialHelper(String name, String asked, Map<String, String> environment) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LARGEST = 64 << 10;

  /** The user name that stands for a token which only OAuth 2 takes. */
  private static final String TOKEN_USER = "<token>";

  /** What helpers say, on standard output, about what they do not have. */
  private static final String NOT_FOUND = "credentials not found";

  CredentialHelper {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSpecException(
          "the name of " + asked, "a helper's name has letters, digits and . _ - only");
    }
  }

  /** How it ended, and what it said. */
  private static final class Outcome {
    private final boolean good;
    private final byte[] said;

    Outcome(boolean good, byte[] said) {
      this.good = good;
      this.said = said;
    }

    boolean isNotFound() {
      return !good && new String(said, UTF_8).contains(NOT_FOUND);
    }
  }

  /** Its credentials for a registry, if it has any. */
  Optional<RegistryCredentials> get(String registry) {
    Outcome outcome = run("get", registry.getBytes(UTF_8));
    if (outcome.isNotFound()) {
      return Optional.empty();
    }
    requireGood(outcome);
    return Optional.of(parsed(outcome.said));
  }

  /** Makes it keep credentials. */
  void store(String registry, RegistryCredentials credentials) {
    byte[] entry =
        JsonOutput.bytes(
            out -> {
              out.writeStartObject();
              out.writeStringField("ServerURL", registry);
              out.writeStringField("Username", credentials.user());
              out.writeStringField("Secret", String.valueOf(credentials.password()));
              out.writeEndObject();
            });
    requireGood(run("store", entry));
  }

  /** Makes it forget what it has for a registry; whether there was something. */
  boolean erase(String registry) {
    boolean known = get(registry).isPresent();
    if (known) {
      requireGood(run("erase", registry.getBytes(UTF_8)));
    }
    return known;
  }

  private void requireGood(Outcome outcome) {
    if (!outcome.good) {
      // what it said is not shown: it may be a secret
      throw failed("it ended with an error: ask it by hand", null);
    }
  }

  private Outcome run(String verb, byte[] input) {
    Process process = start(verb);
    try {
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(
              () -> read(process.getInputStream()), Thread::startVirtualThread);
      tell(process, input);
      byte[] said = output.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failed("it does not end", null);
      }
      return new Outcome(process.exitValue() == 0, said);
    } catch (TimeoutException e) {
      throw failed("it does not answer within " + LIMIT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw failed("its answer cannot be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("the thread was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void tell(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // it did not want to know: what it answers and how it ends decides
    }
  }

  private Process start(String verb) {
    ProcessBuilder builder = new ProcessBuilder(program().toString(), verb);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return builder.start();
    } catch (IOException e) {
      throw failed("it cannot be run", e);
    }
  }

  private Path program() {
    for (String directory : environment.getOrDefault("PATH", "").split(":")) {
      Path program = Path.of(directory).resolve("docker-credential-" + name);
      if (directory.startsWith("/") && Files.isExecutable(program)) {
        return program;
      }
    }
    throw failed("it is not installed: put docker-credential-" + name + " on the PATH", null);
  }

  private static byte[] read(InputStream output) {
    try (output) {
      return output.readNBytes(LARGEST);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RegistryCredentials parsed(byte[] said) {
    @Nullable String[] parts = new String[2];
    try {
      JsonInput.parse(
          said,
          "answer of a credential helper",
          input -> {
            input.object(
                new Fields()
                    .with("Username", in -> parts[0] = in.text())
                    .with("Secret", in -> parts[1] = in.text()));
            return parts;
          });
    } catch (InvalidImageException e) {
      // not given as the cause: the parser shows pieces of what it read
      throw failed("its answer is not the JSON of a credential helper", null);
    }
    if (parts[0] == null || parts[1] == null) {
      throw failed("its answer has no Username or no Secret", null);
    }
    if (parts[0].equals(TOKEN_USER)) {
      return RegistryCredentials.ofIdentityToken(parts[1].toCharArray());
    }
    return new RegistryCredentials(parts[0], parts[1].toCharArray());
  }

  private InvalidSpecException failed(String why, @Nullable Throwable cause) {
    return new InvalidSpecException("credential helper " + asked, why, cause);
  }
}
