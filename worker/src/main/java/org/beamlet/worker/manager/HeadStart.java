package org.beamlet.worker.manager;

import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Loads what the way to the agent needs while the block's file is read: a good part of a start is
 * to initialise classes, and nodes have more than one processor. Nothing of it is kept but the key,
 * and nothing fails with it: whoever needs the same says what is wrong.
 */
final class HeadStart {
    private final FutureTask<NodeKey> key = new FutureTask<>(NodeKey::create);

    private HeadStart() {}

    static HeadStart begin() {
        HeadStart start = new HeadStart();
        start("head-start-key", start::security);
        start("head-start-link", HeadStart::link);
        return start;
    }

    /** {@return the key for the certificate, once it is made} */
    NodeKey key() {
        try {
            return key.get();
        } catch (ExecutionException e) {
            log(e);
            return NodeKey.create();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return NodeKey.create();
        }
    }

    private static void start(String name, Runnable load) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .uncaughtExceptionHandler((_, e) -> log(e))
                .start(load);
    }

    private void security() {
        key.run();
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            var _ =
                    engine.wrap(
                            ByteBuffer.allocate(0),
                            ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
        } catch (GeneralSecurityException | SSLException e) {
            log(e);
        }
    }

    /** A channel connects with its first call, and this one is never called. */
    private static void link() {
        var _ =
                OkHttpChannelBuilder.forAddress("127.0.0.1", 1, TlsChannelCredentials.create())
                        .directExecutor()
                        .build()
                        .shutdownNow();
    }

    /** No field: the log would have to be there before anything else begins. */
    private static void log(Throwable e) {
        System.getLogger(HeadStart.class.getName()).log(Level.DEBUG, "no head start", e);
    }
}
