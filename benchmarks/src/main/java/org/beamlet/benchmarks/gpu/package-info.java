/** What is run on a machine with a GPU. */
@NullMarked
package org.beamlet.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
