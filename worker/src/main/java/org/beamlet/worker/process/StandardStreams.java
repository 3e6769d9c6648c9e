package org.beamlet.worker.process;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.frame.FromWorker;
import org.jspecify.annotations.Nullable;

/**
 * The pipes to the parent, out of reach of the functions: these get an empty {@code System.in} and
 * a {@code System.out} that leads to a file.
 *
 * @param in frames from the parent
 * @param out frames to the parent
 * @param stdout where the functions' own output goes
 * @param stderr likewise
 */
record StandardStreams(InputStream in, OutputStream out, FileChannel stdout, FileChannel stderr) {
    /**
     * Where the parent's pipe is, if not on stdout. The parent moves it so that native code, which
     * writes to file descriptor 1 whatever Java thinks, reaches the log as well.
     */
    static final String FRAMES = "beamlet.worker.frames";

    static StandardStreams take() {
        OutputStream out = frames(System.getProperty(FRAMES));
        InputStream in = new FileInputStream(FileDescriptor.in);
        boolean moved = System.getProperty(FRAMES) != null;
        System.setOut(printer(moved ? FileDescriptor.out : FileDescriptor.err));
        System.setErr(printer(FileDescriptor.err));
        System.setIn(InputStream.nullInputStream());
        return new StandardStreams(
                in, out, channel(FileDescriptor.out), channel(FileDescriptor.err));
    }

    private static FileChannel channel(FileDescriptor of) {
        return new FileOutputStream(of).getChannel();
    }

    /** {@return how much has been printed, where that goes to files} */
    FromWorker.@Nullable Printed printed() {
        try {
            return new FromWorker.Printed(stdout.size(), stderr.size());
        } catch (IOException _) {
            return null;
        }
    }

    private static PrintStream printer(FileDescriptor to) {
        return new PrintStream(new FileOutputStream(to), true, StandardCharsets.UTF_8);
    }

    private static OutputStream frames(@Nullable String path) {
        if (path == null) {
            return new FileOutputStream(FileDescriptor.out);
        }
        try {
            return new FileOutputStream(path);
        } catch (FileNotFoundException e) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "the pipe %s of the worker cannot be opened".formatted(path),
                    "see whether /dev/fd is there on this node",
                    e);
        }
    }
}
