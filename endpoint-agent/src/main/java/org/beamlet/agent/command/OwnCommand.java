package org.beamlet.agent.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How this very program was started. */
final class OwnCommand {
    private OwnCommand() {}

    /** {@return Java, its options and the program, without the arguments} */
    static List<String> java() throws IOException {
        String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> words = List.of(line.split("\0", -1));
        int jar = words.indexOf("-jar");
        if (jar >= 0) {
            return words.subList(0, jar + 2);
        }
        int main = words.indexOf(EndpointProgram.class.getName());
        return words.subList(0, main < 0 ? words.size() - 1 : main + 1);
    }
}
