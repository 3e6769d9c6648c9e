/** Tokens of an OpenID Connect issuer: how they are proven and whom they stand for. */
@NullMarked
package org.beamlet.cloud.auth.oidc;

import org.jspecify.annotations.NullMarked;
