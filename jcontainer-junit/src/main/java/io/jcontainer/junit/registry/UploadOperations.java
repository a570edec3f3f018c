package io.jcontainer.junit.registry;

import io.jcontainer.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blobs are sent: at once, in chunks, or not at all, because another repository has them. */
final class UploadOperations {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private final RegistryFiles files;

  UploadOperations(RegistryFiles files) {
    this.files = files;
  }

  /** {@code POST /v2/<name>/blobs/uploads/}. */
  void begin(Call call, String repository) throws IOException, Trouble {
    if (!call.method().equals("POST")) {
      throw new Trouble(405, "UNSUPPORTED", "uploads begin with POST");
    }
    Optional<String> mount = call.query("mount");
    if (mount.isPresent()) {
      Digest digest = RegistryFiles.digest(mount.get());
      if (files.mount(repository, digest, call.query("from").orElse(""))) {
        created(call, repository, digest);
        return;
      }
    }
    String id = files.beginUpload();
    Optional<String> whole = call.query("digest");
    if (whole.isPresent()) {
      files.append(id, call.body());
      finish(call, repository, id, whole.get());
      return;
    }
    progress(call, repository, id, 202);
  }

  /** What goes on at the place that {@link #begin} named. */
  void goOn(Call call, String repository, String id) throws IOException, Trouble {
    switch (call.method()) {
      case "GET" -> progress(call, repository, id, 204);
      case "PATCH" -> {
        requireNext(call, id);
        files.append(id, call.body());
        progress(call, repository, id, 202);
      }
      case "PUT" -> {
        requireNext(call, id);
        files.append(id, call.body());
        finish(
            call,
            repository,
            id,
            call.query("digest")
                .orElseThrow(() -> new Trouble(400, "DIGEST_INVALID", "no digest was given")));
      }
      case "DELETE" -> {
        files.cancelUpload(id);
        call.answer(204);
      }
      default -> throw new Trouble(405, "UNSUPPORTED", "not a method for uploads");
    }
  }

  /** Chunks come in their order. */
  private void requireNext(Call call, String id) throws IOException, Trouble {
    Matcher range = RANGE.matcher(call.header("Content-Range").orElse(""));
    long there = files.uploaded(id);
    if (range.matches() && Long.parseLong(range.group(1)) != there) {
      throw new Trouble(416, "BLOB_UPLOAD_INVALID", there + " bytes are there");
    }
  }

  private void progress(Call call, String repository, String id, int status)
      throws IOException, Trouble {
    long there = files.uploaded(id);
    call.with("Location", "/v2/" + repository + "/blobs/uploads/" + id)
        .with("Docker-Upload-UUID", id)
        .with("Range", "0-" + Math.max(0, there - 1))
        .answer(status);
  }

  private void finish(Call call, String repository, String id, String text)
      throws IOException, Trouble {
    Digest digest = RegistryFiles.digest(text);
    files.finishUpload(id, repository, digest);
    created(call, repository, digest);
  }

  private static void created(Call call, String repository, Digest digest) throws IOException {
    call.with("Location", "/v2/" + repository + "/blobs/" + digest)
        .with("Docker-Content-Digest", digest.toString())
        .answer(201);
  }
}
