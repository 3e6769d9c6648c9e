/** Asks for blocks, watches them, replaces them. */
@NullMarked
package org.beamlet.agent.block;

import org.jspecify.annotations.NullMarked;
