/** Classes that break the rules on purpose, so that each rule is known to bite. */
@NullMarked
package io.jcontainer.house.offender;

import org.jspecify.annotations.NullMarked;
