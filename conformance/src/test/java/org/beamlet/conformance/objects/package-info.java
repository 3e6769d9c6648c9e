/** Large objects in a store that speaks S3. */
@NullMarked
package org.beamlet.conformance.objects;

import org.jspecify.annotations.NullMarked;
