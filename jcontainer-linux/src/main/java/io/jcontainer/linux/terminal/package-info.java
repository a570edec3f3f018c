/**
 * Pseudo-terminals of containers. {@link io.jcontainer.linux.terminal.TerminalSteps} makes one from
 * inside, {@link io.jcontainer.linux.terminal.Terminal} is its other end in this JVM.
 */
@NullMarked
package io.jcontainer.linux.terminal;

import org.jspecify.annotations.NullMarked;
