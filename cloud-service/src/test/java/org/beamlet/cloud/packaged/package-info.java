/** Tests of the packaged program: a process, its REST routes and its broker. */
@NullMarked
package org.beamlet.cloud.packaged;

import org.jspecify.annotations.NullMarked;
