package org.beamlet.providers;

import java.util.List;

/**
 * What a person who logs an endpoint in says.
 *
 * @param begins whether a login is to begin
 * @param answers to what was asked for; empty where nothing was
 */
public record LoginAnswer(boolean begins, List<String> answers) {
    public LoginAnswer {
        answers = List.copyOf(answers);
    }

    /** They are secrets. */
    @Override
    public String toString() {
        return "LoginAnswer[begins=%s, answers=%d]".formatted(begins, answers.size());
    }
}
