package io.jcontainer.images.registry.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Issues tokens that Debian's {@code docker-registry} takes: JSON web tokens with the certificate
 * of the key they are signed with. Everybody may pull from {@code public/}; {@link #USER} may do
 * everything, by password or identity token.
 */
public final class TokenService implements AutoCloseable {
  /** Who may do everything. */
  public static final String USER = "bob";

  /** With this password. */
  public static final String PASSWORD = "battery staple";

  /** An identity token of the same user. */
  public static final String IDENTITY = "identity-4e1f0b7c";

  static final String SERVICE = "registry.example";
  static final String ISSUER = "jcontainer tests";

  private final HttpServer server;
  private final Path certificate;
  private final String algorithm;
  private final PrivateKey key;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger serial = new AtomicInteger();

  private TokenService(Path certificate, PrivateKey key) throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.algorithm = key.getAlgorithm().equals("EC") ? "ES256" : "RS256";
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext("/token", this::handle);
    server.start();
  }

  /** A service whose tokens are signed with {@code EC} or {@code RSA}. */
  public static TokenService start(Path directory, String keyAlgorithm) {
    OpenSsl openssl = new OpenSsl(directory);
    List<String> newKey =
        keyAlgorithm.equals("EC")
            ? List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
            : List.of("-newkey", "rsa:2048");
    List<String> request = new ArrayList<>(List.of("req", "-x509", "-nodes", "-subj", "/CN=t"));
    request.addAll(newKey);
    request.addAll(List.of("-days", "2", "-keyout", "token.key", "-out", "token.crt"));
    openssl.run(request.toArray(String[]::new));
    openssl.run(
        "pkcs8", "-topk8", "-nocrypt", "-in", "token.key", "-outform", "DER", "-out", "der");
    try {
      byte[] der = Files.readAllBytes(openssl.file("der"));
      PrivateKey key =
          KeyFactory.getInstance(keyAlgorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      return new TokenService(openssl.file("token.crt"), key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String realm() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
  }

  Path certificate() {
    return certificate;
  }

  /** What was asked for: method, and the query or form without what is secret. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean post = exchange.getRequestMethod().equals("POST");
      String text =
          post
              ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII)
              : String.valueOf(exchange.getRequestURI().getRawQuery());
      asked.add(exchange.getRequestMethod() + " " + text.replace(IDENTITY, "***"));
      String login = exchange.getRequestHeaders().getFirst("Authorization");
      String right =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
      boolean known = post ? values(text, "refresh_token").contains(IDENTITY) : right.equals(login);
      if (!known && (post || login != null)) {
        answer(exchange, 401, "{\"errors\":[{\"code\":\"DENIED\"}]}");
        return;
      }
      String token = token(scopes(text, known), known ? USER : "");
      boolean offline = values(text, "offline_token").contains("true");
      answer(
          exchange,
          200,
          "{\"%s\":\"%s\",\"expires_in\":300%s}"
              .formatted(
                  post ? "access_token" : "token",
                  token,
                  offline && known ? ",\"refresh_token\":\"" + IDENTITY + "\"" : ""));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static List<String> values(String form, String name) {
    List<String> values = new ArrayList<>();
    for (String field : form.split("&")) {
      if (field.startsWith(name + "=")) {
        values.add(URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private static List<String> scopes(String form, boolean known) {
    return values(form, "scope").stream()
        .flatMap(scope -> List.of(scope.split(" ")).stream())
        .filter(scope -> known || scope.matches("repository:public/[^:]*:pull"))
        .toList();
  }

  private String token(List<String> scopes, String subject)
      throws IOException, GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String access =
        scopes.stream()
            .map(scope -> scope.split(":"))
            .map(
                parts ->
                    "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                        .formatted(parts[0], parts[1], parts[2].replace(",", "\",\"")))
            .collect(Collectors.joining(","));
    String claims =
        """
        {"iss":"%s","sub":"%s","aud":"%s","exp":%d,"nbf":%d,"iat":%d,"jti":"%d","access":[%s]}\
        """
            .formatted(
                ISSUER,
                subject,
                SERVICE,
                now + 300,
                now - 60,
                now,
                serial.incrementAndGet(),
                access);
    String header =
        "{\"typ\":\"JWT\",\"alg\":\"%s\",\"x5c\":[\"%s\"]}".formatted(algorithm, chain());
    String signed = url(header) + "." + url(claims);
    Signature signature =
        Signature.getInstance(
            algorithm.equals("ES256") ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private String chain() throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(certificate)) {
      byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
      return Base64.getEncoder().encodeToString(der);
    }
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
