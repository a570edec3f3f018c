package io.jcontainer.junit.registry;

import io.jcontainer.Digest;
import io.jcontainer.InvalidSpecException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What the registry has: blobs in files of a temporary directory, each once, and what each
 * repository knows of them in memory. All methods hold its lock but for reading and writing of the
 * files.
 */
final class RegistryFiles {
  private final Path directory;
  private final Map<String, Repository> repositories = new TreeMap<>();
  private final Map<String, Path> uploads = new LinkedHashMap<>();

  /** A manifest as it was sent. */
  static final class Manifest {
    private final String mediaType;
    private final byte[] bytes;
    private final ManifestFacts facts;

    Manifest(String mediaType, byte[] bytes, ManifestFacts facts) {
      this.mediaType = mediaType;
      this.bytes = bytes;
      this.facts = facts;
    }

    String mediaType() {
      return mediaType;
    }

    /** Not copied. */
    byte[] bytes() {
      return bytes;
    }

    ManifestFacts facts() {
      return facts;
    }
  }

  private static final class Repository {
    private final Set<String> blobs = new TreeSet<>();
    private final Map<String, Manifest> manifests = new LinkedHashMap<>();
    private final Map<String, String> tags = new TreeMap<>();
  }

  RegistryFiles(Path directory) {
    this.directory = directory;
  }

  /** A digest that can be computed, in its text form. */
  static Digest digest(String text) throws Trouble {
    try {
      Digest digest = Digest.parse(text);
      digest.newMessageDigest();
      return digest;
    } catch (InvalidSpecException | IllegalArgumentException e) {
      throw new Trouble(400, "DIGEST_INVALID", "not a digest that is known: " + text);
    }
  }

  private Path file(Digest digest) {
    return directory.resolve(digest.algorithm() + "-" + digest.hex());
  }

  /** The file of a blob that a repository has. */
  synchronized Path blob(String repository, Digest digest) throws Trouble {
    Repository known = repositories.get(repository);
    if (known == null || !known.blobs.contains(digest.toString())) {
      throw Trouble.noBlob(digest.toString());
    }
    return file(digest);
  }

  /** Makes a repository know what another one has. */
  synchronized boolean mount(String repository, Digest digest, String from) {
    Repository other = repositories.get(from);
    if (other == null || !other.blobs.contains(digest.toString())) {
      return false;
    }
    repository(repository).blobs.add(digest.toString());
    return true;
  }

  /** Whether the repository had it. Its file stays until the registry is closed. */
  synchronized boolean removeBlob(String repository, Digest digest) {
    Repository known = repositories.get(repository);
    return known != null && known.blobs.remove(digest.toString());
  }

  private Repository repository(String name) {
    return repositories.computeIfAbsent(name, n -> new Repository());
  }

  /** Begins an upload. */
  synchronized String beginUpload() throws IOException {
    String id = UUID.randomUUID().toString();
    uploads.put(id, Files.createFile(directory.resolve("upload-" + id)));
    return id;
  }

  private synchronized Path upload(String id) throws Trouble {
    Path file = uploads.get(id);
    if (file == null) {
      throw Trouble.noUpload();
    }
    return file;
  }

  /** How many bytes of an upload are there. */
  long uploaded(String id) throws IOException, Trouble {
    return Files.size(upload(id));
  }

  /** Adds to an upload, even if the rest does not come. */
  void append(String id, InputStream body) throws IOException, Trouble {
    try (OutputStream out = Files.newOutputStream(upload(id), StandardOpenOption.APPEND)) {
      body.transferTo(out);
    }
  }

  /** Makes an upload a blob, if it is what it should be. */
  void finishUpload(String id, String repository, Digest digest) throws IOException, Trouble {
    Path file = upload(id);
    MessageDigest hash = digest.newMessageDigest();
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hash.update(buffer, 0, count);
      }
    }
    boolean right = HexFormat.of().formatHex(hash.digest()).equals(digest.hex());
    synchronized (this) {
      uploads.remove(id);
      if (!right) {
        Files.deleteIfExists(file);
        throw Trouble.badDigest(digest.toString());
      }
      Files.move(file, file(digest), StandardCopyOption.ATOMIC_MOVE);
      repository(repository).blobs.add(digest.toString());
    }
  }

  /** Ends an upload. */
  synchronized void cancelUpload(String id) throws IOException, Trouble {
    Files.deleteIfExists(upload(id));
    uploads.remove(id);
  }

  /** Takes a manifest whose parts are there. */
  synchronized void putManifest(
      String repository, Digest digest, Optional<String> tag, Manifest manifest) throws Trouble {
    Repository known = repository(repository);
    for (String blob : manifest.facts().blobs()) {
      if (!known.blobs.contains(blob)) {
        throw new Trouble(400, "MANIFEST_BLOB_UNKNOWN", "its blob is not there: " + blob);
      }
    }
    for (String part : manifest.facts().manifests()) {
      if (!known.manifests.containsKey(part) && !known.blobs.contains(part)) {
        throw new Trouble(400, "MANIFEST_BLOB_UNKNOWN", "its manifest is not there: " + part);
      }
    }
    known.manifests.put(digest.toString(), manifest);
    tag.ifPresent(name -> known.tags.put(name, digest.toString()));
  }

  /** The digest that a tag or a digest names. */
  synchronized Optional<String> resolve(String repository, String reference) {
    Repository known = repositories.get(repository);
    if (known == null) {
      return Optional.empty();
    }
    String digest = known.tags.getOrDefault(reference, reference);
    return known.manifests.containsKey(digest) ? Optional.of(digest) : Optional.empty();
  }

  synchronized Manifest manifest(String repository, String digest) throws Trouble {
    Repository known = repositories.get(repository);
    Manifest manifest = known == null ? null : known.manifests.get(digest);
    if (manifest == null) {
      throw Trouble.noManifest(digest);
    }
    return manifest;
  }

  /** Removes a tag, or a manifest with its tags; whether there was one. */
  synchronized boolean removeManifest(String repository, String reference) {
    Repository known = repositories.get(repository);
    if (known == null) {
      return false;
    }
    if (known.tags.remove(reference) != null) {
      return true;
    }
    known.tags.values().removeIf(reference::equals);
    return known.manifests.remove(reference) != null;
  }

  synchronized List<String> names() {
    return repositories.entrySet().stream()
        .filter(entry -> !entry.getValue().manifests.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  synchronized List<String> tags(String repository) throws Trouble {
    Repository known = repositories.get(repository);
    if (known == null) {
      throw new Trouble(404, "NAME_UNKNOWN", "no repository " + repository);
    }
    return List.copyOf(known.tags.keySet());
  }

  /** The manifests that are about one, by digest. */
  synchronized Map<String, Manifest> referrers(String repository, String subject) {
    Map<String, Manifest> about = new LinkedHashMap<>();
    Repository known = repositories.get(repository);
    if (known != null) {
      known.manifests.forEach(
          (digest, manifest) -> {
            if (manifest.facts().subject().filter(subject::equals).isPresent()) {
              about.put(digest, manifest);
            }
          });
    }
    return about;
  }

  /** Removes all files and the directory. */
  synchronized void delete() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(directory);
  }
}
