/** Tests of layouts and links against what a C compiler says. */
@NullMarked
package io.jcontainer.kernel.ffi;

import org.jspecify.annotations.NullMarked;
