/**
 * A registry of the OCI distribution specification, on the JDK's own HTTP server: {@code
 * RegistryFiles} is what it has, {@code Dispatcher} which operation a request is, one class for
 * each group of them.
 */
@NullMarked
package io.jcontainer.junit.registry;

import org.jspecify.annotations.NullMarked;
