package org.beamlet.cloud.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.beamlet.protocol.audit.ChainCheck;
import org.beamlet.protocol.audit.ChainReport;

/** Whether all entries are in the store that were written. */
public final class AuditVerification {
    private static final int PAGE = 2000;

    private AuditVerification() {}

    /** Goes through all entries that are kept. */
    public static ChainReport of(AuditTable table) {
        while (true) {
            AuditTable.Heads heads = table.heads();
            ChainReport found = ChainReport.of(walk(table, heads));
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
}
