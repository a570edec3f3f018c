/**
 * A kernel that only takes notes, for unit tests that need no privileges.
 *
 * <p>Start at {@link io.jcontainer.kernel.recording.RecordingKernel}.
 */
@NullMarked
package io.jcontainer.kernel.recording;

import org.jspecify.annotations.NullMarked;
