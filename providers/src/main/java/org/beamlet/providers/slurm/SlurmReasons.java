package org.beamlet.providers.slurm;

import java.util.Map;
import java.util.regex.Pattern;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Verdict;

/** Why a job of Slurm waits, by Slurm's word for it. */
final class SlurmReasons {
    private static final String TIME = "lower walltime, or ask for another partition or qos";
    private static final String NODES =
            "lower nodes_per_block, or ask for another partition or qos";
    private static final String NOBODY = "see account, partition and qos, and who may use them";

    /** Such a job starts when somebody changes the site or the request, and not before. */
    private static final Map<String, String> HOPELESS =
            Map.ofEntries(
                    Map.entry("PartitionTimeLimit", TIME),
                    Map.entry("AssociationTimeLimit", TIME),
                    Map.entry("QOSTimeLimit", TIME),
                    Map.entry("TimeLimit", TIME),
                    Map.entry("AssocMaxWallDurationPerJobLimit", TIME),
                    Map.entry("QOSMaxWallDurationPerJobLimit", TIME),
                    Map.entry("PartitionNodeLimit", NODES),
                    Map.entry("PartitionConfig", NODES + "; see also constraint and gres"),
                    Map.entry("AssocMaxNodePerJobLimit", NODES),
                    Map.entry("QOSMaxNodePerJobLimit", NODES),
                    Map.entry("QOSMinNode", "raise nodes_per_block, or ask for another qos"),
                    Map.entry(
                            "BadConstraints",
                            "see constraint, gres, gpus_per_node and mem_per_node"),
                    Map.entry(
                            "DependencyNeverSatisfied", "see the dependency in scheduler_options"),
                    Map.entry("QOSNotAllowed", NOBODY),
                    Map.entry("InvalidQOS", NOBODY),
                    Map.entry("BurstBufferOperation", "see the burst buffer in scheduler_options"));

    private static final Map<String, String> ACCOUNTS =
            Map.of("AccountNotAllowed", NOBODY, "InvalidAccount", NOBODY);

    /** Minutes that were used; limits for what runs at once speak of run minutes. */
    private static final Pattern USED_UP =
            Pattern.compile("(Assoc|QOS)Grp(?!\\w*Run)\\w*Minutes\\w*");

    private static final Pattern TOO_MANY =
            Pattern.compile("(Assoc|QOS|Max)\\w*(Jobs|JobLimit|JobsPer)\\w*");

    /** Of nodes that are kept for others for a while it says so besides. */
    private static final Pattern CLOSED =
            Pattern.compile(
                    "(?i)PartitionDown|PartitionInactive|ReqNodeNotAvail.*maintenance|Nodes_required.*DOWN.*");

    private SlurmReasons() {}

    /** {@return a job that waits for that} */
    static JobStatus of(String why) {
        String word = why.split("[,(]", 2)[0];
        if (HOPELESS.containsKey(word)) {
            return never(why, HOPELESS.getOrDefault(word, ""), Verdict.NEVER);
        }
        if (ACCOUNTS.containsKey(word)) {
            return never(why, ACCOUNTS.getOrDefault(word, ""), Verdict.BAD_ACCOUNT);
        }
        if (USED_UP.matcher(word).matches()) {
            return never(
                    why,
                    "the hours of account are used up: have it renewed, or see account",
                    Verdict.NO_ALLOCATION);
        }
        if (CLOSED.matcher(why).matches()) {
            return JobStatus.waits(
                    why,
                    "wait: `scontrol show reservation` and `sinfo -R` say until when; what ends before it may start sooner, see walltime",
                    Verdict.MAINTENANCE);
        }
        return JobStatus.waits(
                why, "", TOO_MANY.matcher(word).matches() ? Verdict.OVER_LIMIT : Verdict.NONE);
    }

    private static JobStatus never(String why, String remedy, Verdict verdict) {
        return JobStatus.waits(why + ": it never starts as it was asked for", remedy, verdict);
    }
}
