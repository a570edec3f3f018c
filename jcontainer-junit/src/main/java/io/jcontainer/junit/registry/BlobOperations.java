package io.jcontainer.junit.registry;

import io.jcontainer.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blobs are fetched, wholly or in part, looked for and removed. */
final class BlobOperations {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})?");

  private final RegistryFiles files;

  BlobOperations(RegistryFiles files) {
    this.files = files;
  }

  void handle(Call call, String repository, String reference) throws IOException, Trouble {
    Digest digest = RegistryFiles.digest(reference);
    switch (call.method()) {
      case "GET", "HEAD" -> get(call, repository, digest);
      case "DELETE" -> {
        if (!files.removeBlob(repository, digest)) {
          throw Trouble.noBlob(reference);
        }
        call.answer(202);
      }
      default -> throw new Trouble(405, "UNSUPPORTED", "not a method for blobs");
    }
  }

  private void get(Call call, String repository, Digest digest) throws IOException, Trouble {
    Path file = files.blob(repository, digest);
    long size = Files.size(file);
    call.with("Docker-Content-Digest", digest.toString())
        .with("Content-Type", "application/octet-stream")
        .with("Accept-Ranges", "bytes");
    Matcher range = RANGE.matcher(call.header("Range").orElse(""));
    try (InputStream in = Files.newInputStream(file)) {
      if (!range.matches()) {
        call.answer(200, size, in);
        return;
      }
      long first = Long.parseLong(range.group(1));
      long last =
          range.group(2) == null ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
      if (first > last) {
        throw new Trouble(416, "RANGE_INVALID", "the blob has " + size + " bytes");
      }
      in.skipNBytes(first);
      call.with("Content-Range", "bytes " + first + "-" + last + "/" + size);
      call.answer(206, last - first + 1, in);
    }
  }
}
