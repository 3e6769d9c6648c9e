package org.beamlet.providers.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether it is of use to connect. */
final class Standing {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int MOST_DOUBLINGS = 7;

    private final Collection<Path> credentials;
    private final Path hosts;
    private @Nullable LinkFault last;
    private @Nullable Traces then;
    private int failures;
    private int cut;
    private long since;
    private long notBefore;

    /**
     * Nothing was tried yet.
     *
     * @param credentials files by which a user is known
     * @param hosts file by which hosts are known; it changes for reasons of its own
     */
    Standing(Collection<Path> credentials, Path hosts) {
        this.credentials = List.copyOf(credentials);
        this.hosts = hosts;
    }

    /** {@return how the files are on which a login depends} */
    Traces look() {
        List<Path> all = new ArrayList<>(credentials);
        all.add(hosts);
        return Traces.of(all);
    }

    /** {@return why not to connect now; empty where to} */
    synchronized Optional<LinkFault> obstacle(long nanos) {
        if (last == null || (waits() ? changed() : nanos - notBefore >= 0)) {
            return Optional.empty();
        }
        return Optional.of(last);
    }

    private boolean changed() {
        boolean host = last != null && last.kind() == LinkFault.Kind.HOST;
        return then != null && then.changed(host ? List.of(hosts) : credentials);
    }

    /** {@return whether a person has to do something} */
    synchronized boolean waits() {
        return last != null
                && (last.kind() == LinkFault.Kind.LOGIN || last.kind() == LinkFault.Kind.HOST);
    }

    synchronized void succeeded() {
        last = null;
        failures = 0;
        cut = 0;
    }

    /** Notes an attempt, with how the files were before it. */
    synchronized LinkFault failed(LinkFault how, Traces before, long nanos) {
        cut = how.kind() == LinkFault.Kind.CUT ? cut + 1 : 0;
        if (failures == 0) {
            since = nanos;
        }
        // Whoever hangs up twice at that point does not want this user.
        last =
                cut > 1
                        ? new LinkFault(
                                LinkFault.Kind.LOGIN, how.why() + ", twice while logging in", how)
                        : how;
        then = before;
        long pause = 1L << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        notBefore = nanos + Math.min(Duration.ofSeconds(pause).toNanos(), LONGEST.toNanos());
        return last;
    }

    /** Waits for a person, whatever becomes of files. */
    synchronized void require(LinkFault why) {
        last = why;
        then = null;
    }

    /** {@return what is the matter, for people} */
    synchronized Optional<String> trouble(SshHop target, String command, long nanos) {
        if (last == null) {
            return Optional.empty();
        }
        if (waits()) {
            return Optional.of(
                    "login-required: %s; then run `%s`. Until then tasks are kept and blocks count as they were"
                            .formatted(last.why(), command));
        }
        return Optional.of(
                "%s cannot be asked for %d s, and blocks count as they were: %s; it is tried again"
                        .formatted(
                                target.known(),
                                Duration.ofNanos(nanos - since).toSeconds(),
                                last.why()));
    }
}
