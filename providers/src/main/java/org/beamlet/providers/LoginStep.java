package org.beamlet.providers;

import java.util.List;

/** What comes next for a person who logs an endpoint in at another host. */
public sealed interface LoginStep {
    /** Somebody is logged in. */
    record Done(String host) implements LoginStep {}

    /** It takes time; ask again. */
    record Wait() implements LoginStep {}

    /**
     * The host asks for something.
     *
     * @param instruction in its words; may be empty
     */
    record Asks(String host, String instruction, List<Prompt> prompts) implements LoginStep {
        public Asks {
            prompts = List.copyOf(prompts);
        }
    }

    /**
     * One thing that it asks for.
     *
     * @param hidden whether nobody is to see what is typed
     */
    record Prompt(String text, boolean hidden) {}
}
