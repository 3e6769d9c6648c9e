package org.beamlet.worker.manager;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What all of a manager's channels have in common. */
final class Transport {
    /** Above the largest result and the largest batch of tasks. */
    private static final int MAX_MESSAGE = 64 * 1024 * 1024;

    /** What the agent may send ahead: as much as it takes from its managers. */
    private static final int WINDOW = 1024 * 1024;

    private static final long IDLE_S = 30;

    /**
     * One thread, while it is needed. The transport's own hold its lock while they listen, and
     * whoever sends needs that, too: with what is heard there, two of them could wait for each
     * other.
     */
    private final ThreadPoolExecutor listener =
            new ThreadPoolExecutor(
                    1,
                    1,
                    IDLE_S,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("agent-listener").factory());

    Transport() {
        listener.allowCoreThreadTimeOut(true);
    }

    ManagedChannel channel(OkHttpChannelBuilder builder) {
        return builder.executor(listener)
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }
}
