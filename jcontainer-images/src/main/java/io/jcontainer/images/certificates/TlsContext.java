package io.jcontainer.images.certificates;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Makes a TLS context of the files of a {@link RegistryTls} and the JVM's trust store. */
public final class TlsContext {
  /** Of the key store in memory, which nobody else sees. */
  private static final char[] NO_PASSWORD = new char[0];

  private TlsContext() {}

  /**
   * A context for one registry.
   *
   * @throws InvalidSpecException if a file is missing or not what it should be
   */
  public static SSLContext of(RegistryTls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(tls), trustManagers(tls), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no usable TLS", e);
    }
  }

  private static KeyManager[] keyManagers(RegistryTls tls) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    for (RegistryTls.Identity identity : tls.identities()) {
      List<X509Certificate> chain = certificates(identity.certificate());
      PrivateKey key = PrivateKeyFile.read(identity.key(), chain.getFirst().getPublicKey());
      store.setKeyEntry(
          identity.certificate().toString(),
          key,
          NO_PASSWORD,
          chain.toArray(X509Certificate[]::new));
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trustManagers(RegistryTls tls) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    if (tls.authorities().isEmpty()) {
      return factory.getTrustManagers();
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        for (X509Certificate known : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("jvm-" + number++, known);
        }
      }
    }
    for (Path file : tls.authorities()) {
      for (X509Certificate authority : certificates(file)) {
        store.setCertificateEntry("file-" + number++, authority);
      }
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, NO_PASSWORD);
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store cannot be made", e);
    }
    return store;
  }

  /** At least one. */
  private static List<X509Certificate> certificates(Path path) throws CertificateException {
    PemFile file = PemFile.read(path, "certificate");
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemFile.Block block : file.blocks()) {
      if (block.label().equals("CERTIFICATE")) {
        try {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        } catch (CertificateException e) {
          throw new InvalidSpecException("certificate in " + path, "it is damaged: write it anew");
        }
      }
    }
    if (certificates.isEmpty()) {
      throw file.invalid("it holds no certificate");
    }
    return certificates;
  }
}
