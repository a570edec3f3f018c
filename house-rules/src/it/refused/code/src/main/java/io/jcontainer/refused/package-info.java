/** One class for each check that the gate relies on. */
@NullMarked
package io.jcontainer.refused;

import org.jspecify.annotations.NullMarked;
