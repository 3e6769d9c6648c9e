package org.beamlet.providers.slurm;

import java.util.List;
import java.util.regex.Pattern;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.command.CommandResult;

/**
 * Why Slurm takes no job. In front of the sentence that is the same for all limits of accounts and
 * QOS, newer versions print the name of the limit.
 */
final class SlurmRefusals {
    private static final String TIME = "lower walltime";
    private static final String LESS =
            "lower nodes_per_block and walltime, or ask for another partition or qos";
    private static final String FEWER =
            "lower max_blocks, or wait until other jobs of yours have ended";
    private static final String PARTITION = "see partition, and `sinfo` for those there are";
    private static final String ACCOUNT = "see account, and `sacctmgr show assoc` for yours";
    private static final String QOS = "see qos, and `sacctmgr show assoc` for yours";
    private static final String RENEW =
            "the hours of account are used up: have it renewed, or see account";

    private record Refusal(Pattern words, Verdict verdict, String remedy) {}

    /**
     * The more special first. What a rule of a site's own says is not known well enough to stop
     * for: a word in it names a remedy and no verdict.
     */
    private static final List<Refusal> ALL =
            List.of(
                    refusal("(Assoc|QOS)\\w*Submit\\w*", Verdict.OVER_LIMIT, FEWER),
                    refusal("(Assoc|QOS)\\w*MaxJobs\\w*", Verdict.OVER_LIMIT, FEWER),
                    refusal("(Assoc|QOS)Grp\\w*Minutes\\w*", Verdict.NO_ALLOCATION, RENEW),
                    refusal("(Assoc|QOS)\\w*(Wall|Time)\\w*", Verdict.NEVER, TIME),
                    refusal(
                            "QOSMin\\w+",
                            Verdict.NEVER,
                            "ask for more of a node or for more nodes, or for another qos"),
                    refusal("(Assoc|QOS)(Max|Grp)\\w+", Verdict.NEVER, LESS),
                    refusal("available balance", Verdict.NO_ALLOCATION, RENEW),
                    refusal(
                            "account/partition combination",
                            Verdict.BAD_ACCOUNT,
                            "see account and partition, and `sacctmgr show assoc` for yours"),
                    refusal("submit limit", Verdict.OVER_LIMIT, FEWER),
                    refusal(
                            "inactive or drain",
                            Verdict.MAINTENANCE,
                            "wait until the partition takes jobs, or ask for another: see `sinfo`"),
                    refusal(
                            "down, drained or reserved",
                            Verdict.MAINTENANCE,
                            "wait: see `sinfo -R` and `scontrol show reservation`"),
                    refusal("invalid partition", Verdict.NEVER, PARTITION),
                    refusal("partition", Verdict.NONE, PARTITION),
                    refusal(
                            "requested reservation",
                            Verdict.NEVER,
                            "see the reservation in scheduler_options, and `scontrol show reservation`"),
                    refusal(
                            "feature specification",
                            Verdict.NEVER,
                            "see constraint, and `sinfo -o %f` for the features there are"),
                    refusal("generic resource", Verdict.NEVER, "see gres and gpus_per_node"),
                    refusal("invalid account", Verdict.BAD_ACCOUNT, ACCOUNT),
                    refusal("account", Verdict.NONE, ACCOUNT),
                    refusal("invalid qos", Verdict.NEVER, QOS),
                    refusal("qos", Verdict.NONE, QOS),
                    refusal("time limit is invalid", Verdict.NEVER, TIME),
                    refusal("time limit", Verdict.NONE, TIME),
                    refusal(
                            "node configuration",
                            Verdict.NEVER,
                            "see cores_per_node, mem_per_node, gpus_per_node and constraint"),
                    refusal("node count", Verdict.NEVER, "lower nodes_per_block"),
                    refusal("memory specification", Verdict.NEVER, "lower mem_per_node"),
                    refusal("memory", Verdict.NONE, "lower mem_per_node"),
                    refusal(
                            "unable to contact",
                            Verdict.NONE,
                            "wait until Slurm's controller is back"),
                    refusal(
                            "temporarily unable",
                            Verdict.NONE,
                            "wait until Slurm's controller has room"),
                    refusal("unrecognized option", Verdict.NEVER, "see scheduler_options"),
                    refusal("invalid option", Verdict.NEVER, "see scheduler_options"),
                    refusal(
                            "access/permission denied",
                            Verdict.NEVER,
                            "see who may use the partition"));

    private SlurmRefusals() {}

    private static Refusal refusal(String words, Verdict verdict, String remedy) {
        return new Refusal(Pattern.compile(words, Pattern.CASE_INSENSITIVE), verdict, remedy);
    }

    static Submitted of(CommandResult answer) {
        return ALL.stream()
                .filter(one -> one.words().matcher(answer.stderr()).find())
                .findFirst()
                .map(one -> new Submitted.Refused(answer.told(), one.remedy(), one.verdict()))
                .orElseGet(() ->
                        new Submitted.Refused(
                                answer.told(),
                                "see `beamlet endpoint check` for the script, and mend what Slurm names",
                                Verdict.NONE));
    }
}
