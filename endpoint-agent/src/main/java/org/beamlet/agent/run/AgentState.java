package org.beamlet.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.HostName;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalPlace;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.agent.spool.SpoolDisk;
import org.beamlet.agent.state.StateFolder;
import org.beamlet.agent.state.StateNote;
import org.beamlet.agent.state.StateProbe;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.jboss.logging.Logger;

/** The journal of this agent, and what is to be said of its place and of the one before. */
final class AgentState {
    private static final Logger LOG = Logger.getLogger(AgentState.class);

    private final EndpointFolder folder;
    private final StateFolder place;
    private final Journal journal;
    private final ResultSpool results;
    private final List<String> told;

    private AgentState(
            EndpointFolder folder,
            StateFolder place,
            Journal journal,
            ResultSpool results,
            List<String> told) {
        this.folder = folder;
        this.place = place;
        this.journal = journal;
        this.results = results;
        this.told = told;
    }

    /**
     * Takes up the journal of the agent before, once this one has the lease.
     *
     * @throws BeamletException with code CONFIG_INVALID if its place is not fit for one
     */
    static AgentState open(EndpointFolder folder, Optional<Path> stateDir, Registrar registrar)
            throws IOException {
        StateFolder place = StateFolder.of(folder, stateDir);
        place.prepare(folder);
        List<String> told =
                new ArrayList<>(StateProbe.of(place.path(), System.getenv()).warnings());
        Optional<StateNote> note = StateNote.read(folder);
        StateFolder former =
                note.map(last -> new StateFolder(last.state()))
                        .orElse(StateFolder.of(folder, Optional.empty()));
        note.filter(last -> !last.empty() && !there(last.state(), last.journal()))
                .filter(last -> !there(place.path(), last.journal()))
                .ifPresent(last -> told.add(lost(last)));
        long epoch = epoch(registrar);
        Journal journal =
                Journal.open(
                        new JournalPlace(
                                place.journal(),
                                Optional.of(former)
                                        .filter(it -> !it.equals(place))
                                        .map(StateFolder::journal),
                                epoch,
                                () -> registrar.reconcile(Map.<TaskId, Integer>of())));
        told.forEach(warning -> LOG.warnf("state=%s %s", place.path(), warning));
        ResultSpool results =
                ResultSpool.open(
                        place.results(),
                        Optional.of(former)
                                .filter(it -> !it.equals(place))
                                .map(StateFolder::results),
                        SpoolDisk.REAL);
        AgentState state = new AgentState(folder, place, journal, results, told);
        state.note(false);
        return state;
    }

    private static long epoch(Registrar registrar) {
        Long epoch = registrar.current().epoch();
        return epoch == null ? 0 : epoch;
    }

    /** A file is named by its agent's epoch: on another host of the same disk it is the same. */
    private static boolean there(Path state, String journal) {
        return Files.exists(new StateFolder(state).journal().resolve(journal));
    }

    private static String lost(StateNote last) {
        return last.host().equals(HostName.of())
                ? "%s/journal/%s, which the last agent wrote, is gone: what that agent had taken on is placed again where it may run again, and fails with TASK_LOST where not; if something deletes files there, set state_dir in config.yaml"
                        .formatted(last.state(), last.journal())
                : "the last agent ran on %s, and its journal, %s/journal/%s there, cannot be read here: what it had taken on is placed again where it may run again, and fails with TASK_LOST where not; where that must not be, stop this agent and start the one on %s within a minute"
                        .formatted(last.host(), last.state(), last.journal(), last.host());
    }

    Journal journal() {
        return journal;
    }

    ResultSpool results() {
        return results;
    }

    StateFolder place() {
        return place;
    }

    /** {@return what the endpoint's owner should know of the place} */
    List<String> warnings() {
        List<String> all = new ArrayList<>(told);
        all.addAll(journal.troubles());
        all.addAll(results.troubles());
        return all;
    }

    /**
     * Sees, whenever the service has let this agent in once more, that nobody else was let in
     * between: what another agent has taken on is not in this one's memory.
     *
     * @throws BeamletException with code RESOURCE_CONFLICT if somebody was
     */
    void requireUnbroken(Registrar registrar) {
        Optional<String> newer = journal.superseded();
        if (newer.isPresent()) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "another agent of endpoint '%s' has written %s in %s since"
                            .formatted(folder.name(), newer.get(), place.journal()),
                    "start the endpoint once more, where it is to run");
        }
        journal.servesIn(epoch(registrar));
    }

    private void note(boolean empty) throws IOException {
        new StateNote(HostName.of(), place.path(), journal.file(), empty).write(folder);
    }

    /**
     * Writes what was appended so far and ends.
     *
     * @param leave whether this agent may still say what it leaves
     */
    void close(boolean leave) throws IOException {
        journal.close();
        if (leave) {
            note(journal.empty());
        }
    }
}
