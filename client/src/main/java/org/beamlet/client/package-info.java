/** The Java SDK: submit functions, wait for results, ask the service. */
@NullMarked
package org.beamlet.client;

import org.jspecify.annotations.NullMarked;
