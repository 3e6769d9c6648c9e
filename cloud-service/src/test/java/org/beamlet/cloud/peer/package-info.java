/** Those who talk to the service, as tests play them: a caller, an agent, a listener. */
@NullMarked
package org.beamlet.cloud.peer;

import org.jspecify.annotations.NullMarked;
