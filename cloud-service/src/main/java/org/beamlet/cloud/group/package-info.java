/** Groups: of users, with which things are shared; of endpoints, which stand in for each other. */
@NullMarked
package org.beamlet.cloud.group;

import org.jspecify.annotations.NullMarked;
