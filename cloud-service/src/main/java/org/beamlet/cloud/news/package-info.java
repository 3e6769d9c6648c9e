/** What running tasks print and how far they are. */
@NullMarked
package org.beamlet.cloud.news;

import org.jspecify.annotations.NullMarked;
