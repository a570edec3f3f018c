/** Tests of the recording kernel. */
@NullMarked
package io.jcontainer.kernel.recording;

import org.jspecify.annotations.NullMarked;
