/** Logging in as a person: a code on the screen, a browser anywhere. */
@NullMarked
package org.beamlet.client.login;

import org.jspecify.annotations.NullMarked;
