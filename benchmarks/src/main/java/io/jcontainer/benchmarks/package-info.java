/**
 * How fast containers start: programs to be run by hand, each of which prints tables in Markdown.
 * {@link io.jcontainer.benchmarks.SideBySide} is the one to begin with: this library beside other
 * runtimes. {@link io.jcontainer.benchmarks.HeapIndependence} runs it with a small and a large
 * heap, {@link io.jcontainer.benchmarks.Phases} tells where the time goes. The inner parts are
 * measured with JMH in {@link io.jcontainer.benchmarks.inner}.
 */
@NullMarked
package io.jcontainer.benchmarks;

import org.jspecify.annotations.NullMarked;
