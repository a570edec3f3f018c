/**
 * Credentials that the tools of containers keep for a user. {@link
 * io.jcontainer.images.credentials.ToolCredentials} says where they are looked for; {@code
 * CredentialFile} reads the file that Docker and Podman share the form of, and {@code
 * CredentialHelper} asks the program that such a file names.
 */
@NullMarked
package io.jcontainer.images.credentials;

import org.jspecify.annotations.NullMarked;
