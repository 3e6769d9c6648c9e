/** The guided first run: a service and an endpoint on this machine, and numbers that agree. */
@NullMarked
package org.beamlet.client.demo;

import org.jspecify.annotations.NullMarked;
