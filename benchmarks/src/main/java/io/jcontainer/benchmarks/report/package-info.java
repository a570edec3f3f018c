/**
 * What is printed: {@link io.jcontainer.benchmarks.report.Table tables} of {@link
 * io.jcontainer.benchmarks.report.Distribution distributions}, and the {@link
 * io.jcontainer.benchmarks.report.Host host} they are from.
 */
@NullMarked
package io.jcontainer.benchmarks.report;

import org.jspecify.annotations.NullMarked;
