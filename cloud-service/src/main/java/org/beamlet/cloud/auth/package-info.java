/** Who calls: users, their tokens, and the secret of whoever runs the service. */
@NullMarked
package org.beamlet.cloud.auth;

import org.jspecify.annotations.NullMarked;
