/**
 * Certificates that users keep in PEM files, for registries that nobody else vouches for or that
 * want to see one. {@link io.jcontainer.images.certificates.CertificateBook} finds those for a
 * registry and makes a TLS context of them; {@code PemFile} and {@code PrivateKeyFile} read.
 */
@NullMarked
package io.jcontainer.images.certificates;

import org.jspecify.annotations.NullMarked;
