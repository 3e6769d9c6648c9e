package org.beamlet.providers.ssh;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.providers.LoginStep;

/** What hosts ask for while somebody logs in, and what a person says to that. */
final class LoginDialogue {
    /** A one-time password is not good for longer anyway. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How the attempt ended. */
    sealed interface End {
        record In() implements End {}

        record Refused(String why) implements End {}
    }

    /** What comes to the person: a question, or the end. */
    record News(Optional<LoginStep.Asks> asks, Optional<End> end) {}

    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<List<String>> answers = new LinkedBlockingQueue<>();
    private volatile boolean over;

    /**
     * Asks the person, and waits for what they say.
     *
     * @return empty where they say nothing
     */
    Optional<List<String>> ask(LoginStep.Asks question) {
        news.add(new News(Optional.of(question), Optional.empty()));
        try {
            return Optional.ofNullable(
                    over ? null : answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    void answer(List<String> said) {
        answers.add(said);
    }

    void end(End how) {
        over = true;
        news.add(new News(Optional.empty(), Optional.of(how)));
    }

    boolean over() {
        return over;
    }

    /** {@return what is new; empty if nothing within the limit} */
    Optional<News> next(Duration limit) {
        try {
            return Optional.ofNullable(news.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
