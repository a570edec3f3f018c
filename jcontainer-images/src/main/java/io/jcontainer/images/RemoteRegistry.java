package io.jcontainer.images;

import io.jcontainer.Artifact;
import io.jcontainer.Blob;
import io.jcontainer.CredentialStore;
import io.jcontainer.Digest;
import io.jcontainer.Manifest;
import io.jcontainer.Reference;
import io.jcontainer.Registry;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.images.credentials.CredentialKeeper;
import io.jcontainer.images.credentials.ToolCredentials;
import io.jcontainer.images.registry.RegistryClient;
import java.io.InputStream;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;

/**
 * A registry by its name.
 *
 * @param name as in references
 */
record RemoteRegistry(StoreContext context, String name) implements Registry {
  private RegistryClient client() {
    return context.registry(name);
  }

  private Reference reference(String rest) {
    return Reference.parse(name + "/" + rest);
  }

  @Override
  public void ping() {
    client().ping(name);
  }

  @Override
  public Optional<String> credentialSource() {
    return client().credentialSource(name);
  }

  @Override
  public void login(RegistryCredentials credentials, CredentialStore store) {
    RegistryCredentials kept = client().login(name, credentials);
    keeper().keep(store, name, credentials.user(), kept);
    client().forgetCredentials(name);
  }

  @Override
  public boolean logout(CredentialStore store) {
    boolean removed = keeper().forget(store, name);
    if (!context.config().offline()) {
      client().forgetCredentials(name);
    }
    return removed;
  }

  private CredentialKeeper keeper() {
    return new CredentialKeeper(
        ToolCredentials.ofThisUser(), RegistryClient.logins(context.config()));
  }

  @Override
  public List<String> repositories() {
    return client().repositories(name);
  }

  @Override
  public List<String> tags(String repository) {
    return client().tags(reference(repository));
  }

  @Override
  public Optional<Digest> digest(String named) {
    return client().digest(reference(named));
  }

  @Override
  public List<Referrer> referrers(String repository, Digest subject) {
    return client().referrers(reference(repository), subject).stream()
        .map(
            entry ->
                new Referrer(
                    entry.digest(),
                    entry.mediaType(),
                    entry.artifactType(),
                    entry.size().bytes(),
                    entry.annotations()))
        .toList();
  }

  @Override
  public Manifest manifest(String named) {
    Reference reference = reference(named);
    return ManifestView.of(client().direct(reference).document(), "the manifest of " + reference);
  }

  @Override
  public InputStream open(String repository, Blob blob) {
    Reference reference = reference(repository);
    return new ContentStream(
        client().direct(reference).blob(ManifestView.descriptor(blob)), () -> {});
  }

  @Override
  public Manifest push(String named, Artifact artifact) {
    return new ArtifactPush(client()).push(reference(named), artifact);
  }

  @Override
  public Manifest attach(String named, Artifact artifact) {
    return new ArtifactPush(client()).attach(reference(named), artifact);
  }

  @Override
  public List<Digest> sign(String named, PrivateKey key) {
    return new ImageSigning(client(), key).sign(reference(named));
  }

  @Override
  public boolean delete(String named) {
    return client().delete(reference(named));
  }
}
