/** Where an endpoint lives on disk: its folder, its lock, its secrets. */
@NullMarked
package org.beamlet.agent.home;

import org.jspecify.annotations.NullMarked;
