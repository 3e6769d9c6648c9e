/** Several accounts of one machine, and several projects of one account. */
@NullMarked
package org.beamlet.conformance.users;

import org.jspecify.annotations.NullMarked;
