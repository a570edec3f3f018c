/**
 * What our own tests need of the host they run on.
 *
 * <p>Start at {@link io.jcontainer.testing.Requires}, which a test class or method carries; {@link
 * io.jcontainer.testing.Requirement} is the whole vocabulary.
 */
@NullMarked
package io.jcontainer.testing;

import org.jspecify.annotations.NullMarked;
