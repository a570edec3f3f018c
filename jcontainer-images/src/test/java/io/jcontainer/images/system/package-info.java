/** Whole-system tests: real images from a real registry, run in real containers. */
@NullMarked
package io.jcontainer.images.system;

import org.jspecify.annotations.NullMarked;
