package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.agent.usage.Budget;
import org.beamlet.protocol.audit.SyslogServer;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nodes reach the agent, and what account is kept of. */
class EndpointTermsTest {
    private static final String SMALLEST =
            """
            engine:
              type: GlobusComputeEngine
              provider:
                type: LocalProvider
            """;

    private static EndpointConfig parse(String text) {
        return ConfigReader.parse(text, "config.yaml");
    }

    private static void refuses(String text, String said) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    address: {type: address_by_interface} | name of a network interface
                    address: {type: address_by_query} | use address_by_interface
                    address: {type: nonsense}       | is not a valid address
                    worker_port_range: [1]          | give its two ends
                    worker_port_range: [2, 1]       | the smaller one first
                    worker_port_range: 50000        | is not a list
                    worker_port_range: [1, 70000]   | up to 65535
                    """)
    void aFaultOfWhereTheAgentListensIsNamed(String line, String said) {
        refuses(SMALLEST.replace("  provider:", "  " + line + "\n  provider:"), said);
    }

    @Test
    void withoutAWordNoBudgetAndNoAuditAreKept() {
        AccountingConfig accounting = parse(SMALLEST).accounting();
        assertThat(accounting.audit()).isEmpty();
        assertThat(accounting.budget()).isEmpty();
    }

    @Test
    void budgetAndAuditAreRead() {
        AccountingConfig accounting =
                parse("audit_log_path: /var/log/a.jsonl\nnode_hours_budget: 12.5\n" + SMALLEST)
                        .accounting();
        assertThat(accounting.audit())
                .contains(new AuditPlace(Path.of("/var/log/a.jsonl"), Optional.empty()));
        assertThat(
                        parse("audit_log_path: /a\naudit_syslog: tls://loghost\n" + SMALLEST)
                                .accounting()
                                .audit())
                .contains(
                        new AuditPlace(
                                Path.of("/a"), Optional.of(SyslogServer.parse("tls://loghost"))));
        assertThat(accounting.budget()).contains(new Budget(12.5, Budget.Span.MONTH));
        assertThat(accounting.perUser()).isEmpty();
        assertThat(
                        parse("node_hours_per_user: 2\nnode_hours_period: total\n" + SMALLEST)
                                .accounting()
                                .perUser())
                .contains(new Budget(2, Budget.Span.TOTAL));
        assertThat(
                        parse("node_hours_budget: 1\nnode_hours_period: year\n" + SMALLEST)
                                .accounting()
                                .budget())
                .contains(new Budget(1, Budget.Span.YEAR));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    audit_log_path: audit.jsonl   | give an absolute path
                    audit_syslog: udp://loghost   | write audit_log_path as well
                    {audit_log_path: /a, audit_syslog: loghost} | give one such as udp://
                    node_hours_budget: 0          | node_hours_budget
                    node_hours_budget: many       | node_hours_budget
                    node_hours_per_user: 0        | node_hours_per_user
                    node_hours_period: month      | write node_hours_budget as well
                    {node_hours_budget: 1, node_hours_period: week} | write month, year or total
                    """)
    void faultsOfAccountsAreNamed(String line, String said) {
        String text =
                line.startsWith("{")
                        ? line.substring(1, line.length() - 1).replace(", ", "\n")
                        : line;
        refuses(text + "\n" + SMALLEST, said);
    }
}
