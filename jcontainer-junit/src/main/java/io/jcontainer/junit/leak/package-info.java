/**
 * What a test can leave behind, and how it is found.
 *
 * <p>Start at {@link io.jcontainer.junit.leak.Snapshot}: what there is of every {@link
 * io.jcontainer.junit.leak.Trace}, to compare with later.
 */
@NullMarked
package io.jcontainer.junit.leak;

import org.jspecify.annotations.NullMarked;
