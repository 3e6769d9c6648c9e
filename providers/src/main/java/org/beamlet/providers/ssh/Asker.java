package org.beamlet.providers.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.LoginStep;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a host asks for while somebody logs in.
 *
 * @param person nobody where the agent logs in by itself
 */
record Asker(SshHop hop, Optional<LoginDialogue> person)
        implements UserInfo, UIKeyboardInteractive {
    /** Null is what says that nobody answers. */
    @Override
    @SuppressWarnings("NullAway")
    public String @Nullable [] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] texts, boolean[] echo) {
        if (texts.length == 0) {
            return new String[0];
        }
        List<LoginStep.Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            prompts.add(new LoginStep.Prompt(plain(texts[i]), !echo[i]));
        }
        LoginStep.Asks asks = new LoginStep.Asks(hop.toString(), plain(instruction), prompts);
        return person.flatMap(dialogue -> dialogue.ask(asks))
                .filter(said -> said.size() == texts.length)
                .map(said -> said.toArray(String[]::new))
                .orElse(null);
    }

    /** What a host sends is not to move a terminal's cursor. */
    private static String plain(@Nullable String text) {
        return text == null ? "" : text.replaceAll("[\\p{Cntrl}&&[^\\n]]", "").strip();
    }

    @Override
    public @Nullable String getPassphrase() {
        return null;
    }

    @Override
    public @Nullable String getPassword() {
        return null;
    }

    @Override
    public boolean promptPassword(String message) {
        return false;
    }

    @Override
    public boolean promptPassphrase(String message) {
        return false;
    }

    @Override
    public boolean promptYesNo(String message) {
        return false;
    }

    @Override
    public void showMessage(String message) {}
}
