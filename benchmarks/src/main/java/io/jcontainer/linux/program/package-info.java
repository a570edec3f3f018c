/**
 * What benchmarks add to the package of programs: {@link io.jcontainer.linux.program.Stopwatch}
 * needs to see the inside of one.
 */
@NullMarked
package io.jcontainer.linux.program;

import org.jspecify.annotations.NullMarked;
