/** One way to call the service: what is repeated, how long is waited, what an error says. */
@NullMarked
package org.beamlet.client.http;

import org.jspecify.annotations.NullMarked;
