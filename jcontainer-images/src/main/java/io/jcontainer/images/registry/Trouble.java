package io.jcontainer.images.registry;

import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Says in words why no answer came. */
final class Trouble {
  private Trouble() {}

  static RegistryException of(Call call, IOException failure) {
    return call.failed(Reason.UNREACHABLE, why(call.registry().origin(), failure), failure);
  }

  private static String why(Origin origin, IOException failure) {
    return switch (failure) {
      case ConnectException e when isUnknown(e) -> origin.host() + " is an unknown host";
      case ConnectException e -> origin + " refuses connections or cannot be reached";
      case HttpConnectTimeoutException e -> origin + " does not answer";
      case HttpTimeoutException e -> e.getMessage() + ", asking " + origin;
      case InterruptedIOException e -> "the thread was interrupted";
      case ClosedClientException e -> "the client was closed";
      case SSLException e -> tls(origin, e);
      default -> "the connection to " + origin + " broke: " + failure.getMessage();
    };
  }

  private static boolean isUnknown(ConnectException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static String tls(Origin origin, SSLException failure) {
    return "no trusted TLS connection to "
        + origin
        + ": "
        + failure.getMessage()
        + (isRefusal(failure)
            ? "; if it wants to see a certificate of ours, see RegistrySettings.withCertificates"
            : "; for an authority of your own see RegistrySettings.withCertificates, and if it is"
                + " meant to be reached without encryption, Config.withInsecureRegistry");
  }

  /** Whether the registry gave it up, and not we. */
  private static boolean isRefusal(SSLException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("certificate_required") || message.contains("bad_certificate");
  }
}
