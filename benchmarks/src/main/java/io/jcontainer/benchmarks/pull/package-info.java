/**
 * Pulls: images to pull, a registry on this machine to pull them from, and those who do it, each a
 * {@link io.jcontainer.benchmarks.pull.Puller}.
 */
@NullMarked
package io.jcontainer.benchmarks.pull;

import org.jspecify.annotations.NullMarked;
