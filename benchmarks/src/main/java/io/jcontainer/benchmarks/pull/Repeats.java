package io.jcontainer.benchmarks.pull;

import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.benchmarks.report.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/**
 * Pulls of what is there already, each behind a bare request for the same manifest.
 *
 * @param pulls of the library
 * @param requests by the JDK's client, on a connection that is kept
 */
public record Repeats(Distribution pulls, Distribution requests) {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /**
   * Measures them.
   *
   * @param warmUp pairs that do not count
   */
  public static Repeats of(
      LibraryPuller puller, String authority, SampleImage image, int warmUp, int runs) {
    Reference reference = Reference.parse(authority + "/" + image.name() + ":v1");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + authority + "/v2/" + image.name() + "/manifests/v1"))
            .header("Accept", MANIFEST)
            .build();
    List<Long> pulls = new ArrayList<>();
    List<Long> requests = new ArrayList<>();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = -warmUp; i < runs; i++) {
        long begun = System.nanoTime();
        require(client.send(request, BodyHandlers.ofByteArray()).statusCode());
        long asked = System.nanoTime();
        var _ = puller.library().pull(reference, PullOptions.defaults());
        long pulled = System.nanoTime();
        if (i >= 0) {
          requests.add(asked - begun);
          pulls.add(pulled - asked);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the registry does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pulling", e);
    }
    return new Repeats(Distribution.of(pulls), Distribution.of(requests));
  }

  private static void require(int status) {
    if (status != 200) {
      throw new IllegalStateException("the registry answered with " + status);
    }
  }
}
