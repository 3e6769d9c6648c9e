/** Endpoints that stand in for each other: where a task goes, and why it waits. */
@NullMarked
package org.beamlet.cloud.group;

import org.jspecify.annotations.NullMarked;
