package io.jcontainer.junit.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the operation that a request is for. */
public final class Dispatcher implements HttpHandler {
  private static final String NAME = "(?<name>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)";
  private static final Pattern TAGS = Pattern.compile("/v2/" + NAME + "/tags/list");
  private static final Pattern MANIFEST =
      Pattern.compile("/v2/" + NAME + "/manifests/(?<reference>[^/]+)");
  private static final Pattern UPLOADS = Pattern.compile("/v2/" + NAME + "/blobs/uploads/?");
  private static final Pattern UPLOAD =
      Pattern.compile("/v2/" + NAME + "/blobs/uploads/(?<reference>[^/]+)");
  private static final Pattern BLOB = Pattern.compile("/v2/" + NAME + "/blobs/(?<reference>[^/]+)");
  private static final Pattern REFERRERS =
      Pattern.compile("/v2/" + NAME + "/referrers/(?<reference>[^/]+)");

  /** Nobody waits any longer once the registry is closed. */
  private final CountDownLatch end = new CountDownLatch(1);

  private final RegistryFiles files;
  private final BlobOperations blobs;
  private final UploadOperations uploads;
  private final ManifestOperations manifests;
  private final ListOperations lists;
  private final Optional<String> login;
  private final boolean referrers;
  private final BiFunction<String, String, Flaw> flaws;

  /**
   * A registry without content.
   *
   * @param directory for its files, empty
   * @param login {@code user:password}, if one is wanted
   * @param referrers whether it knows referrers
   * @param flaws what is to be wrong with the answer to a method and a path; told of every request
   */
  public Dispatcher(
      Path directory,
      Optional<String> login,
      boolean referrers,
      BiFunction<String, String, Flaw> flaws) {
    this.files = new RegistryFiles(directory);
    this.blobs = new BlobOperations(files);
    this.uploads = new UploadOperations(files);
    this.manifests = new ManifestOperations(files, referrers);
    this.lists = new ListOperations(files);
    this.login = login;
    this.referrers = referrers;
    this.flaws = flaws;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Flaw flaw = flaws.apply(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      Call call = new Call(exchange, flaw);
      pause(flaw);
      try {
        if (flaw.status().isPresent()) {
          refuse(call, flaw);
        } else {
          requireLogin(call);
          dispatch(call.with("Docker-Distribution-Api-Version", "registry/2.0"));
        }
      } catch (Trouble e) {
        tell(call, e);
      }
    }
  }

  private void pause(Flaw flaw) throws InterruptedIOException {
    try {
      if (flaw.pause().isPositive() && end.await(flaw.pause().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new InterruptedIOException("the registry is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the registry is closed");
    }
  }

  private static void refuse(Call call, Flaw flaw) throws IOException, Trouble {
    flaw.retryAfter().ifPresent(d -> call.with("Retry-After", Long.toString(d.toSeconds())));
    int status = flaw.status().getAsInt();
    throw new Trouble(status, status == 429 ? "TOOMANYREQUESTS" : "UNKNOWN", "on purpose");
  }

  private void requireLogin(Call call) throws Trouble {
    if (login.isEmpty()) {
      return;
    }
    byte[] plain = login.get().getBytes(StandardCharsets.UTF_8);
    byte[] right =
        ("Basic " + Base64.getEncoder().encodeToString(plain)).getBytes(StandardCharsets.US_ASCII);
    byte[] given = call.header("Authorization").orElse("").getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(right, given)) {
      call.with("WWW-Authenticate", "Basic realm=\"tests\"");
      throw new Trouble(401, "UNAUTHORIZED", "log in");
    }
  }

  private static void tell(Call call, Trouble trouble) throws IOException {
    call.json(
        trouble.status(),
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("errors");
          out.writeStartObject();
          out.writeStringField("code", trouble.code());
          out.writeStringField("message", String.valueOf(trouble.getMessage()));
          out.writeEndObject();
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private void dispatch(Call call) throws IOException, Trouble {
    String path = call.path();
    if (path.equals("/v2/") || path.equals("/v2")) {
      call.json(
          200,
          out -> {
            out.writeStartObject();
            out.writeEndObject();
          });
    } else if (path.equals("/v2/_catalog")) {
      lists.catalog(call);
    } else if (!dispatchNamed(call, path)) {
      throw new Trouble(404, "NAME_INVALID", "no such place: " + path);
    }
  }

  private boolean dispatchNamed(Call call, String path) throws IOException, Trouble {
    Matcher at = TAGS.matcher(path);
    if (at.matches()) {
      lists.tags(call, at.group("name"));
    } else if (at.usePattern(MANIFEST).matches()) {
      manifests.handle(call, at.group("name"), at.group("reference"));
    } else if (at.usePattern(UPLOADS).matches()) {
      uploads.begin(call, at.group("name"));
    } else if (at.usePattern(UPLOAD).matches()) {
      uploads.goOn(call, at.group("name"), at.group("reference"));
    } else if (at.usePattern(BLOB).matches()) {
      blobs.handle(call, at.group("name"), at.group("reference"));
    } else if (referrers && at.usePattern(REFERRERS).matches()) {
      lists.referrers(call, at.group("name"), at.group("reference"));
    } else {
      return false;
    }
    return true;
  }

  /**
   * Removes all files and their directory.
   *
   * @throws IOException if they cannot be removed
   */
  public void delete() throws IOException {
    end.countDown();
    files.delete();
  }
}
