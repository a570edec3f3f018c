/**
 * The Linux kernel as a Java interface.
 *
 * <p>Start at {@link io.jcontainer.kernel.Kernel}: one method per system call, typed descriptors,
 * named flags, and {@link io.jcontainer.kernel.KernelException} with the errno when one fails. It
 * has exactly two implementations: the real one and a recording one for tests. Flags are the
 * kernel's own bits under the kernel's own names ({@link io.jcontainer.kernel.O}, {@link
 * io.jcontainer.kernel.At}, …).
 */
@NullMarked
package io.jcontainer.kernel;

import org.jspecify.annotations.NullMarked;
