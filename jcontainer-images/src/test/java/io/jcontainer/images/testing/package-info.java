/** What the tests of images are made with: archives, pictures of trees, other tools' opinions. */
@NullMarked
package io.jcontainer.images.testing;

import org.jspecify.annotations.NullMarked;
