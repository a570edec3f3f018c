/**
 * What a container may not do, and who it runs as.
 *
 * <p>Nothing in this room calls the kernel: it turns requests into bytes, masks, numbers and steps
 * of a start's program. Start at {@link io.jcontainer.linux.security.SeccompFilter}, which turns a
 * {@link io.jcontainer.linux.security.SeccompPolicy} (usually {@link
 * io.jcontainer.linux.security.SeccompPolicy#defaults()}) into the program that the kernel runs
 * before each system call. {@link io.jcontainer.linux.security.CapabilityMask} is the same for
 * capabilities, {@link io.jcontainer.linux.security.ProcPolicy} lists what a container does not see
 * of {@code /proc} and {@code /sys}, and {@link io.jcontainer.linux.security.UserDatabase} finds
 * out which numbers {@code user:group} stands for in an image. {@link
 * io.jcontainer.linux.security.ConfinementSteps} has a process put it all into force.
 */
@NullMarked
package io.jcontainer.linux.security;

import org.jspecify.annotations.NullMarked;
