package org.beamlet.providers.slurm;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;

/** What Slurm's words for states and reasons mean. */
final class SlurmState {
    private static final Map<String, JobState> STATES =
            Map.ofEntries(
                    Map.entry("PENDING", JobState.PENDING),
                    Map.entry("CONFIGURING", JobState.PENDING),
                    Map.entry("REQUEUED", JobState.PENDING),
                    Map.entry("REQUEUE_FED", JobState.PENDING),
                    Map.entry("REQUEUE_HOLD", JobState.HELD),
                    Map.entry("SPECIAL_EXIT", JobState.HELD),
                    Map.entry("RESV_DEL_HOLD", JobState.HELD),
                    Map.entry("SUSPENDED", JobState.HELD),
                    Map.entry("STOPPED", JobState.HELD),
                    Map.entry("RUNNING", JobState.RUNNING),
                    // Its processes are being ended, its nodes not yet given back.
                    Map.entry("COMPLETING", JobState.RUNNING),
                    Map.entry("RESIZING", JobState.RUNNING),
                    Map.entry("SIGNALING", JobState.RUNNING),
                    Map.entry("STAGE_OUT", JobState.RUNNING),
                    Map.entry("COMPLETED", JobState.COMPLETED),
                    Map.entry("CANCELLED", JobState.CANCELLED),
                    Map.entry("TIMEOUT", JobState.TIMEOUT),
                    Map.entry("DEADLINE", JobState.TIMEOUT),
                    Map.entry("PREEMPTED", JobState.PREEMPTED),
                    Map.entry("FAILED", JobState.FAILED),
                    Map.entry("NODE_FAIL", JobState.FAILED),
                    Map.entry("BOOT_FAIL", JobState.FAILED),
                    Map.entry("OUT_OF_MEMORY", JobState.FAILED),
                    Map.entry("REVOKED", JobState.FAILED));

    /** Such a job starts once somebody releases it. */
    private static final Set<String> HELD = Set.of("JobHeldUser", "JobHoldMaxRequeue");

    private static final Map<String, String> ENDS =
            Map.of(
                    "NODE_FAIL", "its node failed",
                    "BOOT_FAIL", "its node did not boot",
                    "OUT_OF_MEMORY", "out of memory",
                    "DEADLINE", "its deadline has passed",
                    "REVOKED", "revoked by its federation",
                    "PREEMPTED", "preempted");

    private static final Map<String, String> REMEDIES =
            Map.of(
                    "OUT_OF_MEMORY", "raise mem_per_node, or run fewer workers on a node",
                    "SUSPENDED", "`scontrol resume %s` lets it go on",
                    "STOPPED", "`scontrol resume %s` lets it go on");

    private SlurmState() {}

    /**
     * Puts into our words what Slurm says.
     *
     * @param id of the job, for the command that a remedy names
     * @param state its long word, such as {@code NODE_FAIL}; what follows a blank does not count
     * @param reason its word, or {@code None}
     * @param nodes may be empty
     * @param exit {@code status:signal}; may be empty
     */
    static JobStatus of(String id, String state, String reason, String nodes, String exit) {
        String word = state.strip().split("[ +]", 2)[0];
        JobState known = STATES.getOrDefault(word, JobState.UNKNOWN);
        String why = reason.equals("None") || reason.equals("(null)") ? "" : reason;
        return switch (known) {
            case PENDING -> pending(id, why);
            case HELD ->
                    JobStatus.of(
                            known,
                            why.isEmpty() ? word : why,
                            REMEDIES.getOrDefault(word, "`scontrol release %s` lets it go on")
                                    .formatted(id));
            case RUNNING, COMPLETED, CANCELLED, PREEMPTED, TIMEOUT, FAILED ->
                    known.terminal() ? ended(known, word, why, nodes, exit) : JobStatus.of(known);
            default -> JobStatus.of(known, word);
        };
    }

    private static JobStatus pending(String id, String why) {
        if (why.equals("JobHeldAdmin")) {
            return JobStatus.of(
                    JobState.HELD,
                    why,
                    "ask the site why: only its administrators can `scontrol release %s`"
                            .formatted(id));
        }
        if (HELD.contains(why) || why.startsWith("launch_failed_requeued_held")) {
            return JobStatus.of(
                    JobState.HELD, why, "`scontrol release %s` lets it start".formatted(id));
        }
        return SlurmReasons.of(why);
    }

    private static JobStatus ended(
            JobState state, String word, String why, String nodes, String exit) {
        OptionalInt code = code(exit);
        String how = ENDS.getOrDefault(word, "");
        if (how.isEmpty() && state == JobState.FAILED) {
            how =
                    code.isEmpty() || code.getAsInt() == 0
                            ? why
                            : JobStatus.exited(code.getAsInt()).reason();
        }
        if (how.isEmpty()) {
            how = why;
        }
        boolean where = word.equals("NODE_FAIL") && !nodes.isBlank();
        return new JobStatus(
                state,
                code,
                where ? "%s (of %s)".formatted(how, nodes.strip()) : how,
                REMEDIES.getOrDefault(word, ""));
    }

    /** {@return as a shell would say it; a job that Slurm ended has no status of its own} */
    private static OptionalInt code(String exit) {
        if (!exit.matches("\\d{1,3}:\\d{1,3}")) {
            return OptionalInt.empty();
        }
        String[] both = exit.split(":", 2);
        int status = Integer.parseInt(both[0]);
        int signal = Integer.parseInt(both[1]);
        return OptionalInt.of(signal > 0 && status == 0 ? 128 + signal : status);
    }
}
