/** Blocks as pods of Kubernetes. */
@NullMarked
package org.beamlet.providers.kubernetes;

import org.jspecify.annotations.NullMarked;
