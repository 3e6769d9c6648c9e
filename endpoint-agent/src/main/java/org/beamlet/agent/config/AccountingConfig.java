package org.beamlet.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.agent.usage.Budget;
import org.beamlet.protocol.audit.SyslogServer;

/**
 * What is kept of who used how much for what.
 *
 * @param audit where it is written who ran what, if it is
 * @param budget of node-hours, if there is one
 * @param perUser of each user's tasks, if there is one
 */
public record AccountingConfig(
        Optional<AuditPlace> audit, Optional<Budget> budget, Optional<Budget> perUser) {
    private static final String PERIOD = "node_hours_period";
    private static final String SYSLOG = "audit_syslog";

    static AccountingConfig read(Section top) {
        Optional<Budget> budget = budget(top, "node_hours_budget");
        Optional<Budget> perUser = budget(top, "node_hours_per_user");
        if (top.has(PERIOD) && budget.isEmpty() && perUser.isEmpty()) {
            top.fault(
                    PERIOD,
                    "is of a budget; write node_hours_budget as well, or node_hours_per_user");
        }
        return new AccountingConfig(audit(top), budget, perUser);
    }

    private static Optional<Budget> budget(Section top, String key) {
        return top.has(key)
                ? Optional.of(new Budget(top.number(key, 0, 0.01, 1e9), span(top)))
                : Optional.empty();
    }

    private static Budget.Span span(Section top) {
        String word = top.line(PERIOD);
        if (word.isEmpty()) {
            return Budget.Span.MONTH;
        }
        for (Budget.Span span : Budget.Span.values()) {
            if (span.name().toLowerCase(Locale.ROOT).equals(word)) {
                return span;
            }
        }
        top.fault(PERIOD, "is '%s'; write month, year or total".formatted(word));
        return Budget.Span.MONTH;
    }

    static Optional<AuditPlace> audit(Section top) {
        Optional<Path> file = file(top);
        Optional<SyslogServer> syslog = syslog(top);
        if (syslog.isPresent() && file.isEmpty()) {
            top.fault(SYSLOG, "is where copies go; write audit_log_path as well");
        }
        return file.map(found -> new AuditPlace(found, syslog));
    }

    private static Optional<SyslogServer> syslog(Section top) {
        String text = top.line(SYSLOG);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(SyslogServer.parse(text));
        } catch (IllegalArgumentException e) {
            top.fault(
                    SYSLOG,
                    "is '%s' (%s); %s".formatted(text, e.getMessage(), SyslogServer.remedy()));
            return Optional.empty();
        }
    }

    private static Optional<Path> file(Section top) {
        String text = top.line("audit_log_path");
        try {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            Path file = Path.of(text);
            if (file.isAbsolute()) {
                return Optional.of(file);
            }
        } catch (InvalidPathException _) {
            // Said below.
        }
        top.fault("audit_log_path", "is '%s'; give an absolute path".formatted(text));
        return Optional.empty();
    }
}
