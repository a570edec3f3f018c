/** Tests of the security room. {@link io.jcontainer.linux.security.BpfMachine} runs filters. */
@NullMarked
package io.jcontainer.linux.security;

import org.jspecify.annotations.NullMarked;
