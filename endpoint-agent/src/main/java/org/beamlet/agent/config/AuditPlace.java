package org.beamlet.agent.config;

import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.protocol.audit.SyslogServer;

/**
 * Where it is written down who ran what.
 *
 * @param syslog server to which entries are sent too
 */
public record AuditPlace(Path file, Optional<SyslogServer> syslog) {}
