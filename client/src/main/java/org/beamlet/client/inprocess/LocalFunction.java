package org.beamlet.client.inprocess;

import org.beamlet.protocol.id.FunctionId;
import org.jspecify.annotations.Nullable;

/**
 * A function that an in-process endpoint knows.
 *
 * @param code packed, as it stands in a task
 * @param own whether it is Java code of this program
 */
record LocalFunction(
        FunctionId id,
        String name,
        @Nullable String version,
        String code,
        boolean idempotent,
        boolean own) {}
