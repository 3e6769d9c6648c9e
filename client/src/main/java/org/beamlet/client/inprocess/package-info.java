/** An endpoint inside this JVM, for tests and for work without a network. */
@NullMarked
package org.beamlet.client.inprocess;

import org.jspecify.annotations.NullMarked;
