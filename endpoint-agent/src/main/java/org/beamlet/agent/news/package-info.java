/** What running tasks print and how far they are, passed on to the service as it can be. */
@NullMarked
package org.beamlet.agent.news;

import org.jspecify.annotations.NullMarked;
