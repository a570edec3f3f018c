package io.jcontainer.images.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes one entry of a credential file and leaves the rest as it is, what we do not know
 * included. The file is replaced by a rename, so nobody ever reads half of one. Two that change it
 * at the same moment do not see each other, as with the tools themselves: the later one counts.
 */
final class CredentialEdit {
  private static final String AUTHS = "auths";
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNERS_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path file;
  private final Map<String, byte[]> fields = new LinkedHashMap<>();
  private final Map<String, byte[]> auths = new LinkedHashMap<>();

  private CredentialEdit(Path file) {
    this.file = file;
  }

  /**
   * Reads a file, which need not exist.
   *
   * @throws InvalidSpecException if it is damaged: then it is not ours to write
   */
  static CredentialEdit of(Path path) {
    try {
      // a link stays one: what it leads to is replaced
      Path file = Files.isSymbolicLink(path) ? path.toRealPath() : path;
      CredentialEdit edit = new CredentialEdit(file);
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length > 0) {
        JsonInput.parse(bytes, path.toString(), edit::read);
      }
      return edit;
    } catch (NoSuchFileException e) {
      return new CredentialEdit(path);
    } catch (IOException e) {
      throw failed(path, "it cannot be read: see its permissions", e);
    } catch (InvalidImageException e) {
      // not given as the cause: the parser shows pieces of what it read
      throw failed(path, "it is no configuration of Docker or Podman: move it away", null);
    }
  }

  private CredentialEdit read(JsonInput input) throws IOException {
    input.forEachField(
        (name, value) -> {
          if (name.equals(AUTHS)) {
            value.forEachField((key, entry) -> auths.put(key, entry.raw()));
          } else {
            fields.put(name, value.raw());
          }
        });
    return this;
  }

  /**
   * Replaces what it has for a registry.
   *
   * @param user the name that goes with it, for those who read the file
   */
  void put(String registry, String user, RegistryCredentials credentials) {
    remove(registry);
    boolean token = credentials.isIdentityToken();
    String secret = String.valueOf(credentials.password());
    String plain = user + ":" + (token ? "" : secret);
    auths.put(
        CredentialKey.written(registry),
        JsonOutput.bytes(
            out -> {
              out.writeStartObject();
              out.writeStringField(
                  "auth", Base64.getEncoder().encodeToString(plain.getBytes(UTF_8)));
              if (token) {
                out.writeStringField("identitytoken", secret);
              }
              out.writeEndObject();
            }));
  }

  /** Removes what it has for a registry as a whole, in whichever spelling. */
  boolean remove(String registry) {
    return auths
        .keySet()
        .removeIf(
            key -> {
              CredentialKey parsed = CredentialKey.of(key);
              return parsed.path().isEmpty() && parsed.isFor(registry, "");
            });
  }

  /** Replaces the file. */
  void write() {
    byte[] bytes =
        JsonOutput.lines(
            out -> {
              out.writeStartObject();
              out.writeObjectFieldStart(AUTHS);
              for (Map.Entry<String, byte[]> auth : auths.entrySet()) {
                out.writeFieldName(auth.getKey());
                JsonOutput.raw(out, auth.getValue());
              }
              out.writeEndObject();
              for (Map.Entry<String, byte[]> field : fields.entrySet()) {
                out.writeFieldName(field.getKey());
                JsonOutput.raw(out, field.getValue());
              }
              out.writeEndObject();
            });
    try {
      replace(bytes);
    } catch (IOException e) {
      throw failed(file, "it cannot be written: see the permissions of its directory", e);
    }
  }

  private void replace(byte[] bytes) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory, OWNERS_DIRECTORY);
    Path fresh = Files.createTempFile(directory, ".auth", ".json", OWNER_ONLY);
    try {
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static InvalidSpecException failed(Path file, String why, @Nullable IOException cause) {
    return new InvalidSpecException("credentials in " + file, why, cause);
  }
}
