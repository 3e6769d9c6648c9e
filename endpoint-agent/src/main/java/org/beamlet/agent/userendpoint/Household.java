package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/** Whose the user endpoints are, where they lie and how they are started. */
interface Household {
    /**
     * One of an earlier manager.
     *
     * @param running where its process still lives
     * @param again whether it is to be started for what it may have left
     */
    record Earlier(
            EndpointId id, EndpointFolder folder, Optional<Running> running, boolean again) {}

    /**
     * One that is to be started.
     *
     * @param folder in which the manager keeps what it knows of it
     * @param environment of its process, as far as its owner sets it
     * @param patient whether it may take long until it is online
     */
    record Prepared(EndpointFolder folder, Map<String, String> environment, boolean patient) {}

    /** {@return those of an earlier manager; what nobody needs any more goes} */
    List<Earlier> earlier() throws IOException;

    /**
     * What is said of an order.
     *
     * @param account as whom it would run, where that is known; else empty
     * @param refusal why it is not started, if it is not
     * @param shown of that to whoever waits
     */
    record Judged(String account, Optional<Attempt.Refused> refusal, String shown) {
        static Judged allowed(String account) {
            return new Judged(account, Optional.empty(), "");
        }

        static Judged refused(String account, ErrorCode code, String why) {
            return new Judged(account, Optional.of(new Attempt.Refused(code, why)), why);
        }
    }

    /** {@return whether it is started for that user, and as whom} */
    Judged judge(StartOrder order);

    Prepared prepare(StartOrder order) throws IOException;

    /**
     * Starts the process.
     *
     * @param order whose; null where it takes up what it had left
     */
    Process start(Child child, @Nullable StartOrder order) throws IOException;

    /** {@return whether its process says that it is online} */
    boolean online(Child child);

    /** {@return whether one that has ended, and not in order, may have left work} */
    boolean leftWork(Child child);

    /**
     * One has ended.
     *
     * @param orderly as it was told to, or because it had nothing to do
     */
    void ended(Child child, boolean orderly);

    /** {@return whether it may take long until it is online} */
    boolean patient(Child child);

    /** {@return whether whoever it runs for may no longer have it run} */
    boolean revoked(Child child);
}
