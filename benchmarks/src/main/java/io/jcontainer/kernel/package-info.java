/** What of the benchmarks has to be next to the kernel's calls. */
@NullMarked
package io.jcontainer.kernel;

import org.jspecify.annotations.NullMarked;
