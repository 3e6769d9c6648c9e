/**
 * User templates: a configuration with gaps, filled in from what a submission's {@code
 * user_endpoint_config} says, as Globus Compute's manager endpoints have them.
 */
@NullMarked
package org.beamlet.agent.template;

import org.jspecify.annotations.NullMarked;
