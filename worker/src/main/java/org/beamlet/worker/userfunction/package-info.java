/** Java functions of users: loaded apart from Beamlet's own classes, and called with JSON. */
@NullMarked
package org.beamlet.worker.userfunction;

import org.jspecify.annotations.NullMarked;
