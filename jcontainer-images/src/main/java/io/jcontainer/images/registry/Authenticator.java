package io.jcontainer.images.registry;

import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.credentials.FoundCredentials;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenges of registries, and remembers what worked for each registry and scope. Many
 * threads that need the same token wait for one that gets it.
 *
 * <p>The scope of a token is what we are about to do, whatever scope the challenge names: a
 * registry cannot have us fetch a token for somebody else's repository.
 */
final class Authenticator {
  private record Key(Origin registry, String scope) {}

  /** What is known for one key; the lock is held while it is renewed. */
  private static final class Slot {
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Authorization known;

    private Optional<Authorization> goodAt(Instant now) {
      return Optional.ofNullable(known).filter(authorization -> authorization.isGoodAt(now));
    }
  }

  private final Map<Key, Slot> slots = new ConcurrentHashMap<>();
  private final AddressBook book;
  private final Destinations destinations;
  private final TokenGet tokenGet;
  private final Pace pace;

  Authenticator(AddressBook book, Destinations destinations, TokenGet tokenGet, Pace pace) {
    this.book = book;
    this.destinations = destinations;
    this.tokenGet = tokenGet;
    this.pace = pace;
  }

  /** What worked for this registry and scope before, and is still good. */
  Optional<Authorization> known(Call call) {
    return slot(call).goodAt(pace.now());
  }

  /**
   * What to try after a 401.
   *
   * @param refused what was sent with the request that got it
   * @param challenges what the registry offers
   * @return empty if we have nothing to answer with
   */
  Optional<Authorization> renew(
      Call call, Optional<Authorization> refused, List<Challenge> challenges)
      throws InterruptedIOException {
    Slot slot = slot(call);
    lock(slot.renewing);
    try {
      Optional<Authorization> other =
          slot.goodAt(pace.now()).filter(good -> !Optional.of(good).equals(refused));
      if (other.isPresent()) {
        return other; // another thread was faster
      }
      slot.known = null;
      Optional<Authorization> fresh = answer(call, challenges);
      slot.known = fresh.orElse(null);
      return fresh;
    } finally {
      slot.renewing.unlock();
    }
  }

  private static void lock(ReentrantLock lock) throws InterruptedIOException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a token");
    }
  }

  private Slot slot(Call call) {
    return slots.computeIfAbsent(
        new Key(call.registry().origin(), call.scope()), key -> new Slot());
  }

  private Optional<Authorization> answer(Call call, List<Challenge> challenges) {
    Origin registry = call.registry().origin();
    Optional<Challenge> bearer = Challenge.first(challenges, "bearer");
    if (bearer.isPresent()) {
      return Optional.of(token(call, bearer.get()));
    }
    return Challenge.first(challenges, "basic")
        .flatMap(basic -> book.credentials(call.registry()))
        .map(found -> Authorization.basic(requireName(call, found.credentials()), registry));
  }

  private static RegistryCredentials requireName(Call call, RegistryCredentials credentials) {
    if (credentials.isIdentityToken()) {
      throw call.failed(
          Reason.UNAUTHORIZED,
          "it wants a name and a password, and its credentials are an identity token: log in"
              + " again");
    }
    return credentials;
  }

  private Authorization token(Call call, Challenge bearer) {
    URI realm = realm(call, bearer);
    Origin issuer = Origin.of(realm).orElseThrow();
    Optional<String> service = bearer.parameter("service");
    Optional<RegistryCredentials> credentials =
        book.credentials(call.registry()).map(FoundCredentials::credentials);
    if (credentials.isEmpty()) {
      return tokenGet.get(call, realm, service, Optional.empty());
    }
    requireSameDomain(call, issuer);
    return credentials.get().isIdentityToken()
        ? tokenGet.exchange(call, realm, service, credentials.get())
        : tokenGet.get(
            call, realm, service, Optional.of(Authorization.basic(credentials.get(), issuer)));
  }

  /**
   * What is to be kept of credentials that the registry takes: an identity token if its token
   * service gives one, else they themselves.
   *
   * @param challenges what the registry offers
   */
  RegistryCredentials toKeep(Call call, RegistryCredentials login, List<Challenge> challenges) {
    Optional<Challenge> bearer = Challenge.first(challenges, "bearer");
    if (bearer.isEmpty() || login.isIdentityToken()) {
      return login;
    }
    URI realm = realm(call, bearer.get());
    Origin issuer = Origin.of(realm).orElseThrow();
    requireSameDomain(call, issuer);
    return tokenGet
        .login(
            call,
            realm,
            bearer.get().parameter("service"),
            login.user(),
            Authorization.basic(login, issuer))
        .identity()
        .orElse(login);
  }

  private URI realm(Call call, Challenge bearer) {
    String named =
        bearer
            .parameter("realm")
            .orElseThrow(() -> call.failed(Reason.PROTOCOL, "its challenge names no realm"));
    return destinations.realm(call.registry(), named);
  }

  private static void requireSameDomain(Call call, Origin issuer) {
    if (!Destinations.isSameDomain(call.registry().origin(), issuer)) {
      throw call.failed(
          Reason.PROTOCOL,
          "it wants its credentials to be sent to " + issuer + ", which is of another domain");
    }
  }

  /** Forgets what worked for a registry: its credentials are others now. */
  void forget(Origin registry) {
    slots.keySet().removeIf(key -> key.registry().equals(registry));
  }
}
