/** How much each user may have: tasks under way, functions, bytes submitted a day. */
@NullMarked
package org.beamlet.cloud.quota;

import org.jspecify.annotations.NullMarked;
