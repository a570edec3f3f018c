/**
 * Fetches images from registries and sends them there: the client side of the OCI distribution
 * specification. Start at {@link io.jcontainer.images.registry.RegistryClient}; each operation is a
 * class of its own ({@code Ping}, {@code TokenGet}, {@code ManifestGet}, {@code BlobUpload} …) on
 * top of one transport.
 *
 * <p>From the wire upwards: {@code Wire} sends one request and bounds every wait; {@code Redirects}
 * follows answers to other places, where credentials never go along; {@code Transport} tries again
 * what may pass; {@code AuthorizedHttp} answers challenges with the help of {@code Authenticator};
 * the operations know paths, types and digests. A registry is trusted with nothing: what it sends
 * is bounded before it is kept and hashed before it is believed, where it sends us is checked by
 * {@code Destinations}, and a secret only ever travels to the {@code Origin} it was configured for.
 */
@NullMarked
package io.jcontainer.images.registry;

import org.jspecify.annotations.NullMarked;
