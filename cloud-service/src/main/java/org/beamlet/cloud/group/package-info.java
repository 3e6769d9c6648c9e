/** Groups of users, with which functions and endpoints are shared. */
@NullMarked
package org.beamlet.cloud.group;

import org.jspecify.annotations.NullMarked;
