/**
 * Images on their way from one place to another. A place to take from is an {@link
 * io.jcontainer.images.content.ImageSource}, a place to put to an {@link
 * io.jcontainer.images.content.ImageSink}, and {@link io.jcontainer.images.content.ImageCopy} is
 * the way between any two of them. Content is checked against its digest while it passes: {@link
 * io.jcontainer.images.content.VerifiedStream}.
 */
@NullMarked
package io.jcontainer.images.content;

import org.jspecify.annotations.NullMarked;
