/**
 * Looks whether images are what they promise: {@link io.jcontainer.images.check.ImageValidation}
 * reads one from any place, {@link io.jcontainer.images.check.StoreCheck} looks through the store
 * and repairs it.
 */
@NullMarked
package io.jcontainer.images.check;

import org.jspecify.annotations.NullMarked;
