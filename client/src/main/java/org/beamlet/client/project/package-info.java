/**
 * Projects of users' own functions: written anew, built, tested, and made ready to be registered.
 */
@NullMarked
package org.beamlet.client.project;

import org.jspecify.annotations.NullMarked;
