/** What the service counts and measures, for Prometheus. */
@NullMarked
package org.beamlet.cloud.metrics;

import org.jspecify.annotations.NullMarked;
