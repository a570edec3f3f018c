/** A room above {@code downstairs}. */
@NullMarked
package io.jcontainer.house.offender.upstairs;

import org.jspecify.annotations.NullMarked;
