/** What is the same for all batch systems: how a job is described and asked for. */
@NullMarked
package org.beamlet.providers.batch;

import org.jspecify.annotations.NullMarked;
