package org.beamlet.client.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** Carries bytes both ways between two connections until both sides have said all. */
final class Pump {
    private static final int PIECE = 64 * 1024;

    private Pump() {}

    /** Returns when both directions have ended; a side that fails ends the other. */
    static void between(Socket near, Socket far) {
        Thread back = Thread.ofVirtual().unstarted(() -> carry(far, near));
        back.start();
        carry(near, far);
        try {
            back.join();
        } catch (InterruptedException _) {
            close(near);
            close(far);
            Thread.currentThread().interrupt();
        }
    }

    /** One direction. Its end is passed on, so that the other direction may go on talking. */
    private static void carry(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException _) {
            // What cannot be carried on must not look like an orderly end.
            close(from);
            close(to);
        }
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more, which is what was wanted.
        }
    }
}
