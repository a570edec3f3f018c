package io.jcontainer;

/**
 * One thing that makes an image other than it promises.
 *
 * @param part of the image, such as {@code layer sha256:…}
 * @param why in words
 */
public record ImageFlaw(String part, String why) {}
