/**
 * Strict, bounded reading of JSON from strangers. {@link io.jcontainer.images.json.JsonInput} is
 * the document being read, {@link io.jcontainer.images.json.Fields} what is wanted of an object.
 */
@NullMarked
package io.jcontainer.images.json;

import org.jspecify.annotations.NullMarked;
