/**
 * What benchmarks add to the package of containers: {@link io.jcontainer.linux.container.StepTimes}
 * and {@link io.jcontainer.linux.container.LaunchProgramBenchmark} need to see the inside of a
 * start.
 */
@NullMarked
package io.jcontainer.linux.container;

import org.jspecify.annotations.NullMarked;
