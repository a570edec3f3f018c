/** Programs a newcomer runs; each is one file with a {@code main}, and is run by the gate. */
@NullMarked
package io.jcontainer.examples;

import org.jspecify.annotations.NullMarked;
