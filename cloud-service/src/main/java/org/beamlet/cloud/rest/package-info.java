/** The REST routes: thin, one class for each kind of thing. */
@NullMarked
package org.beamlet.cloud.rest;

import org.jspecify.annotations.NullMarked;
