package io.jcontainer.images.registry.testing;

import io.jcontainer.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts bytes into a repository of a registry as they are, right or wrong. */
public final class RawPush {
  private final String base;

  /**
   * Puts them into that repository.
   *
   * @param registry host and port
   */
  public RawPush(String registry, String repository) {
    base = "http://" + registry + "/v2/" + repository;
  }

  /** Puts an image and gives it a tag. */
  public RawPush image(SampleImage image, String tag) {
    image.blobs().values().forEach(this::blob);
    return manifest(tag, image.mediaType(), image.manifest());
  }

  /** Puts an index of images, by architecture, which are there; its digest. */
  public Digest index(Map<String, SampleImage> images, String tag) {
    List<String> entries = new ArrayList<>();
    images.forEach(
        (architecture, image) -> {
          String entry = SampleImage.descriptor(image.mediaType(), image.manifest());
          String platform = "{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}";
          entries.add(entry.replace("}", ",\"platform\":" + platform + "}"));
        });
    byte[] index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(SampleImage.OCI_INDEX, String.join(",", entries))
            .getBytes(StandardCharsets.UTF_8);
    manifest(tag, SampleImage.OCI_INDEX, index);
    return Digest.sha256(index);
  }

  /** Puts a blob. */
  public RawPush blob(byte[] bytes) {
    String place =
        send("POST", base + "/blobs/uploads/", "application/octet-stream", new byte[0], 202)
            .headers()
            .firstValue("Location")
            .orElseThrow();
    String url = URI.create(base).resolve(place).toString();
    String sum = (url.indexOf('?') < 0 ? "?" : "&") + "digest=" + Digest.sha256(bytes);
    send("PUT", url + sum, "application/octet-stream", bytes, 201);
    return this;
  }

  /** Puts a manifest or an index. */
  public RawPush manifest(String which, String mediaType, byte[] bytes) {
    send("PUT", base + "/manifests/" + which, mediaType, bytes, 201);
    return this;
  }

  /** The bytes of a manifest or an index. */
  public byte[] manifest(String which) {
    return send("GET", base + "/manifests/" + which, SampleImage.OCI_MANIFEST, new byte[0], 200)
        .body();
  }

  /** Removes a manifest with that digest. */
  public void delete(Digest digest) {
    send("DELETE", base + "/manifests/" + digest, "text/plain", new byte[0], 202);
  }

  private static HttpResponse<byte[]> send(
      String method, String url, String type, byte[] body, int wanted) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Content-Type", type)
            .header("Accept", SampleImage.OCI_MANIFEST + ", " + SampleImage.OCI_INDEX)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != wanted) {
        throw new IOException(method + " " + url + ": " + answer.statusCode());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
