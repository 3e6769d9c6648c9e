package org.beamlet.providers.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way to a host leads through another one, which passes bytes on and can read none of them. */
final class JumpProxy implements Proxy {
    private final Session before;
    private @Nullable Channel channel;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;

    JumpProxy(Session before) {
        this.before = before;
    }

    @Override
    public void connect(@Nullable SocketFactory unused, String host, int port, int limit)
            throws JSchException, IOException {
        Channel made = before.getStreamForwarder(host, port);
        in = made.getInputStream();
        out = made.getOutputStream();
        made.connect(limit);
        channel = made;
    }

    @Override
    public InputStream getInputStream() {
        return Objects.requireNonNull(in);
    }

    @Override
    public OutputStream getOutputStream() {
        return Objects.requireNonNull(out);
    }

    /** There is none; whoever asks knows that. */
    @Override
    @SuppressWarnings("NullAway")
    public Socket getSocket() {
        return null;
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.disconnect();
        }
    }
}
