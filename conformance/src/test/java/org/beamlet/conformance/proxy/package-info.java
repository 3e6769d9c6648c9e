/** An endpoint whose only way out is a proxy. */
@NullMarked
package org.beamlet.conformance.proxy;

import org.jspecify.annotations.NullMarked;
