/**
 * The inner parts, measured with JMH: what a start is made of, without a container. Run them with
 * {@link org.openjdk.jmh.Main}.
 */
@NullMarked
package io.jcontainer.benchmarks.inner;

import org.jspecify.annotations.NullMarked;
