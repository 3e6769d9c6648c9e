package org.beamlet.catalog.hdf5;

import org.beamlet.catalog.output.OutputFailure;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** A call into libhdf5 that failed, with the library's own account of it. */
final class NativeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String account;

    NativeFailure(String function, String account) {
        super(function + ": " + account);
        this.account = account;
    }

    /**
     * Tells a user.
     *
     * @param doing what was tried, such as {@code write /xpcs/qmap in /data/a.hdf}
     * @param otherwise the code if the account names no cause that is known
     */
    BeamletException told(String doing, ErrorCode otherwise) {
        String what = "cannot %s: HDF5 says: %s".formatted(doing, account);
        if (account.contains("No space left") || account.contains("quota exceeded")) {
            return new BeamletException(
                    ErrorCode.DISK_FULL, what, "free space there or give another output", this);
        }
        if (otherwise == ErrorCode.INPUT_INVALID) {
            return new BeamletException(
                    otherwise, what, "check that the file is whole with `h5ls -r`", this);
        }
        return new BeamletException(
                otherwise,
                what,
                account.contains(OutputFailure.TOO_LARGE)
                        ? OutputFailure.OF_TOO_LARGE
                        : "give an output folder that you may write to",
                this);
    }
}
