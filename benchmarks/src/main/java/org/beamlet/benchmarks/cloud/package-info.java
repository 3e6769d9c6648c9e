/**
 * Load on the cloud service alone: real REST, store, broker and streams; endpoints that only echo.
 */
@NullMarked
package org.beamlet.benchmarks.cloud;

import org.jspecify.annotations.NullMarked;
