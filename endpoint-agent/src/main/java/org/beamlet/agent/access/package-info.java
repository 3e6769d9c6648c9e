/** What this site runs, and for whom: asked of every task, whatever the service has said. */
@NullMarked
package org.beamlet.agent.access;

import org.jspecify.annotations.NullMarked;
