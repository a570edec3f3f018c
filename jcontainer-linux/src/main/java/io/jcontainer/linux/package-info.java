/**
 * Runs containers on this host's kernel: {@link io.jcontainer.linux.LinuxRuntime} implements the
 * runtime's service; the rooms beneath do the work.
 */
@NullMarked
package io.jcontainer.linux;

import org.jspecify.annotations.NullMarked;
