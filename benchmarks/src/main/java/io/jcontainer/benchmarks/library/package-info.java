/**
 * This library as a contender: {@link io.jcontainer.benchmarks.library.Starts} are measured in a
 * Java machine of their own, {@link io.jcontainer.benchmarks.library.LibraryProcess}, so that its
 * first start is a first start and its heap can be chosen.
 */
@NullMarked
package io.jcontainer.benchmarks.library;

import org.jspecify.annotations.NullMarked;
