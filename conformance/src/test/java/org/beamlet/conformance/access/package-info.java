/** Who may do what, with an OpenID Connect issuer that nobody here wrote. */
@NullMarked
package org.beamlet.conformance.access;

import org.jspecify.annotations.NullMarked;
