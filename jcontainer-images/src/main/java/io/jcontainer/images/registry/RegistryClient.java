package io.jcontainer.images.registry;

import io.jcontainer.CertificateSources;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.IndexEntry;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.images.certificates.CertificateBook;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.credentials.FoundCredentials;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;

/**
 * Fetches from any registry, with the credentials that the configuration has for it. Safe for use
 * by many threads. Closing it ends every exchange and every thread it has.
 *
 * <p>All methods block, and end early when the thread is interrupted (as unreachable, with the
 * thread's interrupt status set).
 */
public final class RegistryClient implements AutoCloseable {
  private final Wire wire;
  private final AddressBook book;
  private final Routes routes;
  private final Ping ping;
  private final ManifestGet manifestGet;
  private final BlobGet blobGet;
  private final BlobHead blobHead;
  private final BlobUpload blobUpload;
  private final ManifestPut manifestPut;
  private final ManifestHead manifestHead;
  private final ManifestDelete manifestDelete;
  private final NamesList namesList;
  private final ReferrersGet referrersGet;
  private final SignaturesGet signaturesGet;
  private final Authenticator authenticator;
  private final Login login;

  private RegistryClient(
      AddressBook book, Routes routes, Timeouts timeouts, Pace pace, Trust trust) {
    this.book = book;
    this.routes = routes;
    wire = new Wire(timeouts, trust);
    Destinations destinations = new Destinations(book);
    Redirects redirects = new Redirects(wire, destinations);
    Transport transport = new Transport(pace);
    TokenGet tokenGet = new TokenGet(transport, redirects, timeouts.document());
    login = new Login(book, destinations, transport, redirects, tokenGet, timeouts.document());
    authenticator = new Authenticator(book, destinations, tokenGet, pace);
    AuthorizedHttp http = new AuthorizedHttp(transport, redirects, authenticator);
    ping = new Ping(http, timeouts.document());
    manifestGet = new ManifestGet(http, book, timeouts.document());
    blobGet = new BlobGet(http, book, pace, timeouts.document());
    blobHead = new BlobHead(http, book, timeouts.document());
    blobUpload = new BlobUpload(http, book, destinations, pace, timeouts.document());
    manifestPut = new ManifestPut(http, book, timeouts.document());
    manifestHead = new ManifestHead(http, book, timeouts.document());
    manifestDelete = new ManifestDelete(http, book, timeouts.document());
    namesList = new NamesList(http, book, destinations, timeouts.document());
    referrersGet = new ReferrersGet(http, book, manifestGet, timeouts.document());
    signaturesGet = new SignaturesGet(manifestGet, blobGet, referrersGet);
  }

  /**
   * A client that trusts whom the JVM's default trust store and the configuration vouch for, and
   * goes through the JVM's default proxy.
   */
  public static RegistryClient open(Config config) {
    return open(config, new AddressBook(config));
  }

  /** The same with addresses and credentials from a book. */
  static RegistryClient open(Config config, AddressBook book) {
    try {
      return open(config, book, Timeouts.defaults(), Pace.real(), SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no usable TLS", e);
    }
  }

  /** A client with other limits, time and trust. */
  static RegistryClient open(Config config, Timeouts timeouts, Pace pace, SSLContext tls) {
    return open(config, new AddressBook(config), timeouts, pace, tls);
  }

  private static RegistryClient open(
      Config config, AddressBook book, Timeouts timeouts, Pace pace, SSLContext tls) {
    CertificateSources sources = config.registries().certificates();
    Path home = Path.of(System.getProperty("user.home", "/"));
    Trust trust = new Trust(sources, book, new CertificateBook(sources, home), tls);
    return new RegistryClient(
        book, new Routes(config.registries().routes()), timeouts, pace, trust);
  }

  /**
   * Returns if the registry is there and takes the credentials it was configured with.
   *
   * @param registry as in a {@link Reference}
   * @throws RegistryException if not
   */
  public void ping(String registry) {
    ping.check(book.address(registry));
  }

  /**
   * What a reference names: an index or a manifest. Its bytes have the reference's digest, if that
   * has one; for a tag the registry's word is all there is.
   *
   * @throws ImageNotFoundException if the registry has none of that name
   * @throws InvalidImageException if it is not what it should be
   * @throws RegistryException if it cannot be had
   */
  public FetchedDocument manifest(Reference reference) {
    return ofImage(document(reference));
  }

  private static FetchedDocument ofImage(FetchedDocument fetched) {
    Objects.requireNonNull(fetched.document());
    return fetched;
  }

  /**
   * The manifest that an entry of an index points to, checked against size, digest and media type
   * of the entry.
   *
   * @param reference names registry and repository
   * @throws ImageNotFoundException if the registry does not have it
   * @throws InvalidImageException if it is not what the entry says
   * @throws RegistryException if it cannot be had
   */
  public FetchedDocument manifest(Reference reference, Descriptor entry) {
    return ofImage(source(reference).document(entry));
  }

  /**
   * A layer, being sent. Broken connections are continued; wrong bytes end in an {@link
   * InvalidImageException} at the latest when the end is read, see {@link VerifiedStream}.
   *
   * @param reference names registry and repository
   * @return to be closed; holds a connection until then
   * @throws ImageNotFoundException if the registry does not have it
   * @throws RegistryException if it cannot be had
   */
  public VerifiedStream blob(Reference reference, Descriptor descriptor) {
    return source(reference).blob(descriptor);
  }

  /**
   * A configuration or another small blob, complete and checked.
   *
   * @param reference names registry and repository
   * @throws ImageNotFoundException if the registry does not have it
   * @throws InvalidImageException if it is larger than {@link Document#LARGEST} or not what the
   *     descriptor says
   * @throws RegistryException if it cannot be had
   */
  public byte[] smallBlob(Reference reference, Descriptor descriptor) {
    return source(reference).smallBlob(descriptor);
  }

  /**
   * A repository, or what the configuration has for it, as a place that images come from.
   *
   * @param reference names registry and repository
   */
  public RegistrySource source(Reference reference) {
    return new RegistrySource(
        new Places(reference, routes.places(reference)), manifestGet, blobGet, signaturesGet);
  }

  /** The same of the registry that the reference names, whatever stands for it elsewhere. */
  public RegistrySource direct(Reference reference) {
    Places only = new Places(reference, List.of(new Routes.Place(reference, false)));
    return new RegistrySource(only, manifestGet, blobGet, signaturesGet);
  }

  /**
   * A repository as a place that images go to.
   *
   * @param target names registry and repository, and the tag if one is to be given
   * @param neighbours repositories that may have the same blobs
   * @param chunk the most bytes of one request, if there is a bound
   */
  public RegistrySink sink(Reference target, List<Reference> neighbours, OptionalLong chunk) {
    return new RegistrySink(
        target,
        neighbours,
        chunk,
        blobHead,
        blobUpload,
        manifestPut,
        new ReferrersTag(manifestGet, manifestPut));
  }

  /**
   * Where the credentials for a registry come from, without them; empty if there are none.
   *
   * @throws io.jcontainer.InvalidSpecException if a place where they may be is damaged
   */
  public Optional<String> credentialSource(String registry) {
    return book.credentials(book.address(registry)).map(FoundCredentials::source);
  }

  /**
   * What of credentials is to be kept, now that the registry takes them.
   *
   * @throws RegistryException if it does not
   */
  public RegistryCredentials login(String registry, RegistryCredentials credentials) {
    return login.check(book.address(registry), credentials);
  }

  /** Looks for credentials anew: they may be others now. */
  public void forgetCredentials(String registry) {
    authenticator.forget(book.address(registry).origin());
  }

  /** The file that an engine keeps its logins in. */
  public static Path logins(Config config) {
    return AddressBook.logins(config);
  }

  /**
   * The digest of what a reference names, as the registry says; empty if it has none of that name.
   *
   * @throws RegistryException if it cannot be had
   */
  public Optional<Digest> digest(Reference reference) {
    String which = reference.digest().map(Digest::toString).or(reference::tag).orElseThrow();
    return manifestHead.digest(reference, which, Scopes.pull(reference));
  }

  /**
   * The tags of a repository, sorted.
   *
   * @throws ImageNotFoundException if there is no such repository
   * @throws RegistryException if they cannot be had
   */
  public List<String> tags(Reference reference) {
    return namesList.tags(reference);
  }

  /**
   * The repositories of a registry, sorted.
   *
   * @throws RegistryException if it does not say
   */
  public List<String> repositories(String registry) {
    return namesList.repositories(registry);
  }

  /**
   * Removes a tag, or with a digest a manifest and all its tags.
   *
   * @return whether there was one
   * @throws RegistryException if it is not allowed
   */
  public boolean delete(Reference reference) {
    return manifestDelete.delete(reference);
  }

  /**
   * What the registry has that is about a manifest of a repository.
   *
   * @throws RegistryException if it cannot be had
   */
  public List<IndexEntry> referrers(Reference reference, Digest subject) {
    return referrersGet.entries(reference, subject);
  }

  /**
   * What a reference names, be it an image or another artifact: an index or a manifest, of which
   * nothing but the digest was looked at.
   *
   * @throws ImageNotFoundException if the registry has none of that name
   * @throws RegistryException if it cannot be had
   */
  public FetchedDocument document(Reference reference) {
    return source(reference).document();
  }

  @Override
  public void close() {
    wire.close();
  }
}
