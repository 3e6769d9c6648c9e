package org.beamlet.cloud.audit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.logging.ErrorManager;
import org.beamlet.protocol.audit.ChainedEntry;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.SyslogHandler;

/**
 * A copy of the entries on a syslog server (RFC 5424, facility 13, log audit): where whoever can
 * write to the store cannot.
 */
final class AuditSyslog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AuditSyslog.class);

    /** All servers take as much (RFC 5424, 6.1, asks for 2048), and no entry is longer. */
    private static final int LONGEST = 8192;

    private static final int PORT = 514;
    private static final int SECURE_PORT = 6514;

    private final SyslogHandler handler;
    private final URI server;
    private boolean failing;

    private AuditSyslog(SyslogHandler handler, URI server) {
        this.handler = handler;
        this.server = server;
    }

    /**
     * Prepares sending; a server that cannot be reached is tried again with each entry.
     *
     * @param server such as {@code udp://loghost:514}, {@code tcp://} or {@code tls://}
     */
    static AuditSyslog to(String server) {
        try {
            URI address = new URI(server);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            SyslogHandler.Protocol protocol =
                    switch (scheme) {
                        case "udp" -> SyslogHandler.Protocol.UDP;
                        case "tcp" -> SyslogHandler.Protocol.TCP;
                        case "tls" -> SyslogHandler.Protocol.SSL_TCP;
                        default -> throw new IllegalArgumentException("no udp, tcp or tls");
                    };
            if (address.getHost() == null) {
                throw new IllegalArgumentException("no host");
            }
            int port =
                    address.getPort() > 0
                            ? address.getPort()
                            : protocol == SyslogHandler.Protocol.SSL_TCP ? SECURE_PORT : PORT;
            SyslogHandler handler =
                    new SyslogHandler(
                            address.getHost(),
                            port,
                            SyslogHandler.Facility.LOG_AUDIT,
                            SyslogHandler.SyslogType.RFC5424,
                            protocol,
                            InetAddress.getLocalHost().getHostName());
            AuditSyslog syslog = new AuditSyslog(handler, address);
            handler.setAppName("beamlet-cloud");
            handler.setMaxLength(LONGEST);
            handler.setTruncate(false);
            handler.setBlockOnReconnect(false);
            handler.setUseCountingFraming(protocol != SyslogHandler.Protocol.UDP);
            handler.setLevel(Level.ALL);
            handler.setFormatter(new PatternFormatter("%s"));
            handler.setErrorManager(syslog.new Faults());
            return syslog;
        } catch (URISyntaxException | IllegalArgumentException | IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "beamlet.audit.syslog '%s' is no syslog server that can be sent to: %s"
                            .formatted(server, e.getMessage()),
                    "give one such as udp://loghost.example.org:514, tcp://… or tls://…",
                    e);
        }
    }

    void send(List<ChainedEntry> entries) {
        for (ChainedEntry entry : entries) {
            Level level =
                    "allowed".equals(entry.json().path("verdict").asText())
                            ? Level.INFO
                            : Level.WARN;
            handler.publish(
                    new ExtLogRecord(
                            level,
                            Json.write(entry.json()),
                            ExtLogRecord.FormatStyle.NO_FORMAT,
                            AuditSyslog.class.getName()));
        }
    }

    @Override
    public void close() {
        handler.close();
    }

    /** Says once that the server is away, not with each entry. */
    private final class Faults extends ErrorManager {
        @Override
        public synchronized void error(String message, Exception cause, int code) {
            if (!failing) {
                failing = true;
                LOG.warnf(
                        "audit entries do not reach the syslog server server=%s why=\"%s\";"
                                + " the store has them: `beamlet cloud audit`",
                        server, cause == null ? message : cause);
            }
        }
    }
}
