package org.beamlet.protocol.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.beamlet.protocol.json.Json;

/** An entry in the words of syslog (RFC 5424). */
record SyslogLine(String program, String host) {
    /** All servers take as much (RFC 5424, 6.1, asks for 2048). */
    private static final int LONGEST = 8192;

    /** Facility 13, log audit. */
    private static final int FACILITY = 13 << 3;

    private static final int WARNING = 4;
    private static final int INFORMATIONAL = 6;

    static SyslogLine of(String program) {
        try {
            return new SyslogLine(program, InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException _) {
            return new SyslogLine(program, "-");
        }
    }

    byte[] of(ObjectNode entry) {
        String verdict = entry.path("verdict").asText();
        int severity =
                switch (verdict) {
                    case "refused", "failed", "lost" -> WARNING;
                    default -> INFORMATIONAL;
                };
        String head =
                "<%d>1 %s %s %s %d audit - "
                        .formatted(
                                FACILITY + severity,
                                at(entry),
                                host,
                                program,
                                ProcessHandle.current().pid());
        byte[] whole = bytes(head, entry);
        if (whole.length <= LONGEST || !entry.has("paths")) {
            return whole;
        }
        ObjectNode without = entry.deepCopy();
        without.put("paths_left_out", entry.path("paths").size());
        without.remove("paths");
        return bytes(head, without);
    }

    private static byte[] bytes(String head, ObjectNode entry) {
        return (head + Json.write(entry)).getBytes(StandardCharsets.UTF_8);
    }

    private static Instant at(ObjectNode entry) {
        try {
            return Instant.parse(entry.path("at").asText());
        } catch (DateTimeParseException _) {
            return Instant.now();
        }
    }
}
