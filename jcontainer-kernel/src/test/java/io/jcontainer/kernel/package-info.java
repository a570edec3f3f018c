/** Tests of the kernel's interface against the kernel itself, and against C. */
@NullMarked
package io.jcontainer.kernel;

import org.jspecify.annotations.NullMarked;
