/**
 * The image service: fetches, keeps and unpacks images.
 *
 * <p>Start at {@link io.jcontainer.images.StoreImageService}, which is found through {@link
 * io.jcontainer.spi.ImageService.Factory}. {@code ImagePull} is the way of an image from a registry
 * into the store, {@code LayersPull} that of its layers, several at a time. {@code ImageBuild},
 * {@code ImageCommit} and {@code ImageImport} make images here.
 */
@NullMarked
package io.jcontainer.images;

import org.jspecify.annotations.NullMarked;
