package org.beamlet.protocol.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whether all entries are there that were written, for programs and for people.
 *
 * @param entries that were found to follow each other
 * @param firstSeq number of the first of them; those before were not looked at
 * @param lastHash of the newest: to be kept elsewhere, where whoever can write to the log cannot
 * @param fault what does not fit, if it is not whole
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChainReport(
        @JsonProperty("whole") boolean whole,
        @JsonProperty("entries") long entries,
        @JsonProperty("first_seq") @Nullable Long firstSeq,
        @JsonProperty("last_seq") @Nullable Long lastSeq,
        @JsonProperty("last_hash") @Nullable String lastHash,
        @JsonProperty("fault") @Nullable String fault) {
    /** {@return what was found} */
    public static ChainReport of(ChainCheck.Verdict verdict) {
        return switch (verdict) {
            case ChainCheck.Verdict.Whole whole ->
                    new ChainReport(
                            true,
                            whole.entries(),
                            whole.before().seq() + 1,
                            whole.last().seq(),
                            whole.last().hash(),
                            null);
            case ChainCheck.Verdict.Broken broken ->
                    new ChainReport(false, broken.entries(), null, null, null, broken.what());
        };
    }

    /** {@return it for people} */
    public String text() {
        if (!whole) {
            return """
            NOT WHOLE: %s
            %d entries before that follow each other
            find out who could write there, and compare with a copy that is elsewhere\
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
}
