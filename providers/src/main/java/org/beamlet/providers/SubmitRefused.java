package org.beamlet.providers;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** A batch system has not taken a job, and said why. */
public final class SubmitRefused extends BeamletException {
    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    public SubmitRefused(Verdict verdict, String what, String remedy) {
        super(ErrorCode.SUBMIT_REJECTED, what, remedy);
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }
}
