package io.jcontainer.junit.registry;

import io.jcontainer.Digest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Manifests and indexes are fetched, looked for, sent and removed. */
final class ManifestOperations {
  private static final int LARGEST = 4 << 20;
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  private final RegistryFiles files;
  private final boolean referrers;

  ManifestOperations(RegistryFiles files, boolean referrers) {
    this.files = files;
    this.referrers = referrers;
  }

  void handle(Call call, String repository, String reference) throws IOException, Trouble {
    switch (call.method()) {
      case "GET", "HEAD" -> get(call, repository, reference);
      case "PUT" -> put(call, repository, reference);
      case "DELETE" -> {
        if (!files.removeManifest(repository, reference)) {
          throw Trouble.noManifest(reference);
        }
        call.answer(202);
      }
      default -> throw new Trouble(405, "UNSUPPORTED", "not a method for manifests");
    }
  }

  private void get(Call call, String repository, String reference) throws IOException, Trouble {
    String digest =
        files.resolve(repository, reference).orElseThrow(() -> Trouble.noManifest(reference));
    RegistryFiles.Manifest manifest = files.manifest(repository, digest);
    call.with("Content-Type", manifest.mediaType())
        .with("Docker-Content-Digest", digest)
        .answer(200, manifest.bytes());
  }

  private void put(Call call, String repository, String reference) throws IOException, Trouble {
    byte[] bytes = call.body().readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new Trouble(413, "SIZE_INVALID", "a manifest has at most 4 MiB");
    }
    ManifestFacts facts = ManifestFacts.read(bytes);
    String type =
        call.header("Content-Type")
            .or(facts::mediaType)
            .orElseThrow(() -> new Trouble(400, "MANIFEST_INVALID", "no media type was given"));
    if (facts.mediaType().filter(inside -> !inside.equals(type)).isPresent()) {
      throw new Trouble(400, "MANIFEST_INVALID", "its mediaType is not its Content-Type");
    }
    boolean pinned = reference.contains(":");
    if (!pinned && !TAG.matcher(reference).matches()) {
      throw new Trouble(400, "MANIFEST_INVALID", "not a tag: " + reference);
    }
    Digest digest = pinned ? requireDigest(reference, bytes) : Digest.sha256(bytes);
    files.putManifest(
        repository,
        digest,
        pinned ? Optional.empty() : Optional.of(reference),
        new RegistryFiles.Manifest(type, bytes, facts));
    if (referrers) {
      facts.subject().ifPresent(subject -> call.with("OCI-Subject", subject));
    }
    call.with("Location", "/v2/" + repository + "/manifests/" + digest)
        .with("Docker-Content-Digest", digest.toString())
        .answer(201);
  }

  private static Digest requireDigest(String reference, byte[] bytes) throws Trouble {
    Digest digest = RegistryFiles.digest(reference);
    String actual = HexFormat.of().formatHex(digest.newMessageDigest().digest(bytes));
    if (!actual.equals(digest.hex())) {
      throw Trouble.badDigest(reference);
    }
    return digest;
  }
}
