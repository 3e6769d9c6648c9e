/** What an administrator sets: where it is read from, what exists, and what is wrong with it. */
@NullMarked
package org.beamlet.cloud.settings;

import org.jspecify.annotations.NullMarked;
