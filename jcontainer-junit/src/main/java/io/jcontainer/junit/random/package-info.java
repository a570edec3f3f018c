/**
 * Content that nobody has thought of.
 *
 * <p>Start at {@link io.jcontainer.junit.random.RandomBytes}, which is what files of a {@code
 * RandomImage} hold.
 */
@NullMarked
package io.jcontainer.junit.random;

import org.jspecify.annotations.NullMarked;
