package org.beamlet.cloud.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.beamlet.protocol.audit.ChainCheck;
import org.jspecify.annotations.Nullable;

/**
 * Whether all entries are there that were written.
 *
 * @param entries that were found to follow each other
 * @param firstSeq number of the first of them; those before were older than is kept
 * @param lastHash of the newest: to be kept elsewhere, where whoever can write to the store cannot
 * @param fault what does not fit, if it is not whole
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditVerification(
        @JsonProperty("whole") boolean whole,
        @JsonProperty("entries") long entries,
        @JsonProperty("first_seq") @Nullable Long firstSeq,
        @JsonProperty("last_seq") @Nullable Long lastSeq,
        @JsonProperty("last_hash") @Nullable String lastHash,
        @JsonProperty("fault") @Nullable String fault) {
    private static final int PAGE = 2000;

    /** {@return it for people} */
    public String text() {
        if (!whole) {
            return """
            NOT WHOLE: %s
            %d entries before that follow each other
            find out who could write there, and compare with a copy: beamlet.audit.syslog or beamlet.audit.file\
            """
                    .formatted(fault, entries);
        }
        return entries == 0
                ? "whole: there are no entries yet"
                : """
                whole: %d entries, %d to %d, each follows the one before it
                newest: %s (what is taken away at the end is noticed by whoever kept this)\
                """
                        .formatted(entries, firstSeq, lastSeq, lastHash);
    }

    /** Goes through all entries that are kept. */
    public static AuditVerification of(AuditTable table) {
        while (true) {
            AuditTable.Heads heads = table.heads();
            AuditVerification found = of(walk(table, heads));
            // What was taken away for its age meanwhile is no fault.
            if (found.whole() || heads.pruned().equals(table.heads().pruned())) {
                return found;
            }
        }
    }

    private static ChainCheck.Verdict walk(AuditTable table, AuditTable.Heads heads) {
        ChainCheck check = new ChainCheck().startsAfter(heads.pruned());
        long seen = heads.pruned().seq();
        while (seen < heads.newest().seq()) {
            List<ObjectNode> page = table.after(seen, PAGE);
            if (page.isEmpty()) {
                break;
            }
            for (ObjectNode entry : page) {
                seen = entry.path("seq").asLong();
                // Later ones were added since.
                if (seen <= heads.newest().seq()) {
                    check.next(entry, "the entry of " + entry.path("at").asText());
                }
            }
        }
        check.endsAt(heads.newest());
        return check.verdict();
    }

    /** The same of what was found in files. */
    public static AuditVerification of(ChainCheck.Verdict verdict) {
        return switch (verdict) {
            case ChainCheck.Verdict.Whole whole ->
                    new AuditVerification(
                            true,
                            whole.entries(),
                            whole.before().seq() + 1,
                            whole.last().seq(),
                            whole.last().hash(),
                            null);
            case ChainCheck.Verdict.Broken broken ->
                    new AuditVerification(false, broken.entries(), null, null, null, broken.what());
        };
    }
}
