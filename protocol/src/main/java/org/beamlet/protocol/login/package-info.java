/** Where a bearer token comes from, and how it stays fresh. */
@NullMarked
package org.beamlet.protocol.login;

import org.jspecify.annotations.NullMarked;
