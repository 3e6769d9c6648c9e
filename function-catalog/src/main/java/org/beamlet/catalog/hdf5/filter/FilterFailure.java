package org.beamlet.catalog.hdf5.filter;

import org.jspecify.annotations.Nullable;

/** A chunk that cannot be decoded. */
public final class FilterFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterFailure(String what) {
        this(what, null);
    }

    FilterFailure(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
