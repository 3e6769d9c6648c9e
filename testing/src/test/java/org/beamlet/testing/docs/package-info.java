/** What the pages under docs/ show. */
@NullMarked
package org.beamlet.testing.docs;

import org.jspecify.annotations.NullMarked;
