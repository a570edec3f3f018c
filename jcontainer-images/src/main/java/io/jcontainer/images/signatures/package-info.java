/**
 * Signatures of images: what is signed, by whom, and whether that is what a policy wants. {@link
 * io.jcontainer.images.signatures.Verdict} is given what was found, {@link
 * io.jcontainer.images.signatures.Payload} is what is signed, and {@link
 * io.jcontainer.images.signatures.SignatureManifest} is where registries have it. Nothing here asks
 * anybody.
 */
@NullMarked
package io.jcontainer.images.signatures;

import org.jspecify.annotations.NullMarked;
