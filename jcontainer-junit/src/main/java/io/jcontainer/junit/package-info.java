/**
 * What tests want that use containers.
 *
 * <p>Start at {@link io.jcontainer.junit.LeakCheckExtension}, which fails a test that leaves
 * something behind: a descriptor, a thread, a process, a mount. {@link
 * io.jcontainer.junit.RegistryServer} is a registry in the test's own JVM, and {@link
 * io.jcontainer.junit.RegistryFault} what it does wrong when told to. {@link
 * io.jcontainer.junit.RandomImage} is an image to be pushed and pulled.
 */
@NullMarked
package io.jcontainer.junit;

import org.jspecify.annotations.NullMarked;
