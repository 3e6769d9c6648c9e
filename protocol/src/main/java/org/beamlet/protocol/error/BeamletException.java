package org.beamlet.protocol.error;

import org.jspecify.annotations.Nullable;

/**
 * The base of every error that Beamlet raises on purpose.
 *
 * <p>{@link #what()} quotes the offending value; {@link #remedy()} says what the reader can do, in
 * the imperative. The message is both in one line, as it is shown to a user.
 */
public class BeamletException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String what;
    private final String remedy;

    public BeamletException(ErrorCode code, String what, String remedy) {
        this(code, what, remedy, null);
    }

    public BeamletException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(oneLine(what) + "; " + oneLine(remedy), cause);
        this.code = code;
        this.what = oneLine(what);
        this.remedy = oneLine(remedy);
    }

    /** A text that came from elsewhere may have several lines; an error is one. */
    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }

    public ErrorCode code() {
        return code;
    }

    public ErrorKind kind() {
        return code.kind();
    }

    /** What happened, without the remedy. */
    public String what() {
        return what;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
