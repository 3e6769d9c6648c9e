/** Large results, payloads and archives: kept under the SHA-256 of their content. */
@NullMarked
package org.beamlet.cloud.objects;

import org.jspecify.annotations.NullMarked;
