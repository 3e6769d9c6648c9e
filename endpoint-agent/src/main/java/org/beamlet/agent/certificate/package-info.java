/** The endpoint's own certificate authority. */
@NullMarked
package org.beamlet.agent.certificate;

import org.jspecify.annotations.NullMarked;
