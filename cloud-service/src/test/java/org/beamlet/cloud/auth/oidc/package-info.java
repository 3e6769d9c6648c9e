/** Tokens of issuers, proven and forged. */
@NullMarked
package org.beamlet.cloud.auth.oidc;

import org.jspecify.annotations.NullMarked;
