/** What an endpoint used of the machine: node-hours, by month, project and user. */
@NullMarked
package org.beamlet.agent.usage;

import org.jspecify.annotations.NullMarked;
