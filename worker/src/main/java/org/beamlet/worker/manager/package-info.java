/** The node manager: what stands between the agent and the worker processes of a node. */
@NullMarked
package org.beamlet.worker.manager;

import org.jspecify.annotations.NullMarked;
