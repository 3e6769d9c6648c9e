/** What becomes of tasks when endpoints, queues or clients go away: leases, failover, expiry. */
@NullMarked
package org.beamlet.cloud.lifecycle;

import org.jspecify.annotations.NullMarked;
