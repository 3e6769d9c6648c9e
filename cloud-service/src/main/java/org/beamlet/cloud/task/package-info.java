/** Tasks from submission to outcome, as the store knows them. */
@NullMarked
package org.beamlet.cloud.task;

import org.jspecify.annotations.NullMarked;
