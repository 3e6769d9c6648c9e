/** Tests of users, tokens and clients. */
@NullMarked
package org.beamlet.cloud.auth;

import org.jspecify.annotations.NullMarked;
