/** The commands that a user types. */
@NullMarked
package org.beamlet.client.command;

import org.jspecify.annotations.NullMarked;
