/** How a running agent is, for people, for programs and for Prometheus. */
@NullMarked
package org.beamlet.agent.snapshot;

import org.jspecify.annotations.NullMarked;
