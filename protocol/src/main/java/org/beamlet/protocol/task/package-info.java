/** What can become of a task, and the one function that says which steps are legal. */
@NullMarked
package org.beamlet.protocol.task;

import org.jspecify.annotations.NullMarked;
