/** A room that uses the one above it. */
@NullMarked
package io.jcontainer.house.offender.downstairs;

import org.jspecify.annotations.NullMarked;
