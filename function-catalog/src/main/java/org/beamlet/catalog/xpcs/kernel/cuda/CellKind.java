package org.beamlet.catalog.xpcs.kernel.cuda;

/** In what numbers pixels are sent to a GPU, and the kernel that takes them. */
enum CellKind {
    /** Whole numbers of 8 bits, four pixels in a step; exact up to 131,071 pixels of a group. */
    BYTES("twotime_bytes", Byte.BYTES, 4, 131_068),
    /** Whole numbers of 16 bits; exact. */
    SHORTS("twotime_shorts", Short.BYTES, 1, 1 << 20),
    /** Anything, in single precision. */
    FLOATS("twotime_floats", Float.BYTES, 1, 1 << 20);

    private final String code;
    private final int bytes;
    private final int step;
    private final int mostPixels;

    CellKind(String code, int bytes, int step, int mostPixels) {
        this.code = code;
        this.bytes = bytes;
        this.step = step;
        this.mostPixels = mostPixels;
    }

    /** {@return the kernel's name} */
    String code() {
        return code;
    }

    /** {@return bytes of a value} */
    int bytes() {
        return bytes;
    }

    /** {@return what a group's rows come in multiples of} */
    int step() {
        return step;
    }

    /** {@return how many rows a group may have} */
    int mostPixels() {
        return mostPixels;
    }
}
