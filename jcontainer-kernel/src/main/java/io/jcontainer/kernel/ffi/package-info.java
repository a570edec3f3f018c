/**
 * C as the kernel and libc see it: names, layouts and calls, without policy.
 *
 * <p>Start at {@link io.jcontainer.kernel.ffi.Frame}, the native memory of one call and the {@code
 * syscall(2)} made with it. One class per C struct gives its fields by name; {@link
 * io.jcontainer.kernel.ffi.PosixSpawn} is the one libc function that is no system call. Failures
 * are returned as {@code -errno}, as the kernel itself returns them. No other package touches
 * {@code java.lang.foreign}.
 */
@NullMarked
package io.jcontainer.kernel.ffi;

import org.jspecify.annotations.NullMarked;
