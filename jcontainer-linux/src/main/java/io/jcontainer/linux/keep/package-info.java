/**
 * What of a detached container goes on without the JVM: the keeper, a process that carries out a
 * program and is the parent of the container's first process; and what it and the JVM write down
 * for whoever adopts the container.
 */
@NullMarked
package io.jcontainer.linux.keep;

import org.jspecify.annotations.NullMarked;
