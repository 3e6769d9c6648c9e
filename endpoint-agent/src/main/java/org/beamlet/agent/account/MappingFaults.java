package org.beamlet.agent.account;

import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Says what is wrong with a file of identity mappings. */
record MappingFaults(Path file) {
    BeamletException fault(String what, String remedy) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID, "%s %s".formatted(file, what), remedy);
    }
}
