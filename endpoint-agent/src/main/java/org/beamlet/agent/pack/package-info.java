/** What nodes copy to their own storage, in one file. */
@NullMarked
package org.beamlet.agent.pack;

import org.jspecify.annotations.NullMarked;
