/**
 * The JUnit 5 extensions of jcontainer.
 *
 * <p>Start at {@link io.jcontainer.junit.LeakCheckExtension}, which fails a test that leaves
 * something behind: a descriptor, a thread, a process, a mount.
 */
@NullMarked
package io.jcontainer.junit;

import org.jspecify.annotations.NullMarked;
