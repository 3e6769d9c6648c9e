package org.beamlet.catalog.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Turns a failed write into an error that says what to do. */
public final class OutputFailure {
    /** What the system says where a file reaches the largest size that it may have. */
    public static final String TOO_LARGE = "File too large";

    /** What may be done about it. */
    public static final String OF_TOO_LARGE =
            "have the limit on the size of files raised (`ulimit -f`), or give an output folder on"
                    + " another file system";

    private OutputFailure() {}

    public static BeamletException of(Path path, IOException cause) {
        String why = reason(cause);
        if (why.contains("No space left") || why.contains("quota exceeded")) {
            return new BeamletException(
                    ErrorCode.DISK_FULL,
                    "'%s' cannot be written: %s".formatted(path, why),
                    "free space there or give another output",
                    cause);
        }
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "'%s' cannot be written: %s".formatted(path, why),
                why.contains(TOO_LARGE)
                        ? OF_TOO_LARGE
                        : "give an output folder that the endpoint's user may write to",
                cause);
    }

    /** Writers of pictures say only that they failed; why is further down. */
    private static String reason(IOException thrown) {
        IOException cause = thrown;
        while (cause.getCause() instanceof IOException deeper) {
            cause = deeper;
        }
        String given =
                cause instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason()
                        : String.valueOf(cause.getMessage());
        return switch (cause) {
            case AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "a file is in the way";
            case NoSuchFileException _ -> "its folder is gone";
            default -> given;
        };
    }
}
