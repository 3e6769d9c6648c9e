/** Bodies of the REST calls that client, agent and service share. */
@NullMarked
package org.beamlet.protocol.rest;

import org.jspecify.annotations.NullMarked;
