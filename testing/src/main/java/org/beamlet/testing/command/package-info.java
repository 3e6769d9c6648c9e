/** What {@code beamlet function test} starts. */
@NullMarked
package org.beamlet.testing.command;

import org.jspecify.annotations.NullMarked;
