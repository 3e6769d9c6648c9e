package org.beamlet.providers.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.protocol.process.ProcessTable;

/**
 * The files of one job, from which everything is known of it, by whichever agent.
 *
 * @param folder of the block
 * @param name of the block
 */
record LocalJob(Path folder, String name) {
    /** Leader of the job's process group; the boot id tells pids of different boots apart. */
    record Leader(long pid, long startTicks, String bootId) {
        boolean thisBoot() {
            try {
                return ProcessTable.bootId().equals(bootId);
            } catch (IOException _) {
                return false;
            }
        }

        boolean alive() {
            return thisBoot()
                    && ProcessTable.find(pid)
                            .filter(p -> p.startTicks() == startTicks && p.alive())
                            .isPresent();
        }
    }

    Optional<Leader> leader() {
        return read(".job")
                .map(text -> text.split(" ", -1))
                .filter(words -> words.length == 3)
                .map(words -> new Leader(number(words[0]), number(words[1]), words[2]));
    }

    OptionalInt exitCode() {
        return read(".exit")
                .filter(text -> text.matches("\\d{1,3}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }

    boolean cancelled() {
        return Files.exists(file(".cancelled"));
    }

    void markCancelled() throws IOException {
        Files.writeString(file(".cancelled"), "");
    }

    /** {@return whether the kernel killed something of it that wanted more than it may have} */
    boolean memoryExceeded() {
        return Files.exists(file(".oom"));
    }

    /** {@return why its limits are not kept, where they are not} */
    Optional<String> unlimited() {
        return read(".unlimited");
    }

    void markUnlimited(String why) throws IOException {
        Files.writeString(file(".unlimited"), why);
    }

    Path file(String suffix) {
        return folder.resolve(name + suffix);
    }

    private Optional<String> read(String suffix) {
        try {
            return Optional.of(Files.readString(file(suffix)).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
