/**
 * Reads config.yaml, in the words of Globus Compute, and says everything that is wrong with it at
 * once.
 */
@NullMarked
package org.beamlet.agent.config;

import org.jspecify.annotations.NullMarked;
