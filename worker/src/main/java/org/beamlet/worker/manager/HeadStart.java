package org.beamlet.worker.manager;

import io.grpc.Grpc;
import io.grpc.TlsChannelCredentials;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Loads what the way to the agent needs while the block's file is read: a good part of a start is
 * to initialise classes, and nodes have more than one processor. Nothing of it is kept, and nothing
 * fails with it: whoever needs the same says what is wrong.
 */
final class HeadStart {
    private static final System.Logger LOG = System.getLogger(HeadStart.class.getName());

    private HeadStart() {}

    static void begin() {
        start("head-start-key", HeadStart::security);
        start("head-start-link", HeadStart::link);
    }

    private static void start(String name, Runnable load) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .uncaughtExceptionHandler(
                        (_, e) -> LOG.log(System.Logger.Level.DEBUG, "no head start", e))
                .start(load);
    }

    private static void security() {
        NodeKey _ = NodeKey.create();
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            var _ =
                    engine.wrap(
                            ByteBuffer.allocate(0),
                            ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
        } catch (GeneralSecurityException | SSLException e) {
            LOG.log(System.Logger.Level.DEBUG, "no head start", e);
        }
    }

    /** A channel connects with its first call, and this one is never called. */
    private static void link() {
        var _ =
                Grpc.newChannelBuilderForAddress("127.0.0.1", 1, TlsChannelCredentials.create())
                        .directExecutor()
                        .build()
                        .shutdownNow();
    }
}
