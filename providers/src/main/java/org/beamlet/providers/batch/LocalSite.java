package org.beamlet.providers.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.Provider;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.CommandRunner;

/** This machine. */
public record LocalSite(CommandRunner commands) implements Site {
    @Override
    public CommandResult run(List<String> command, Duration limit) {
        return commands.run(command, limit);
    }

    @Override
    public String user() {
        return System.getProperty("user.name");
    }

    @Override
    public void write(BlockRequest block, String script) throws IOException {
        Files.writeString(block.script(), script);
        var _ = block.script().toFile().setExecutable(true, true);
    }

    /** It is there already. */
    @Override
    public void collect(Path folder) {}

    @Override
    public void remove(String block) {}

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public boolean loginRequired() {
        return false;
    }

    @Override
    public LoginStep login(LoginAnswer answer) {
        throw Provider.noLogin();
    }

    @Override
    public void close() {}
}
