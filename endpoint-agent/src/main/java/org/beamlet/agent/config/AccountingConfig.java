package org.beamlet.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.agent.usage.Budget;

/**
 * What is kept of who used how much for what.
 *
 * @param auditLog file to which it is written who ran what, if it is
 * @param budget of node-hours, if there is one
 */
public record AccountingConfig(Optional<Path> auditLog, Optional<Budget> budget) {
    private static final String PERIOD = "node_hours_period";

    static AccountingConfig read(Section top) {
        Optional<Budget> budget = Optional.empty();
        if (top.has("node_hours_budget")) {
            double hours = top.number("node_hours_budget", 0, 0.01, 1e9);
            budget = Optional.of(new Budget(hours, span(top)));
        } else if (top.has(PERIOD)) {
            top.fault(PERIOD, "is of a budget; write node_hours_budget as well");
        }
        return new AccountingConfig(auditLog(top), budget);
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

    static Optional<Path> auditLog(Section top) {
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
