package org.beamlet.worker.slot;

import java.util.List;

/**
 * How a worker process is started, and how it is made sure that it has ended.
 *
 * @param words its command line
 * @param end a further command once it was killed; empty where none is needed
 */
record ProcessCommand(List<String> words, List<String> end) {
    ProcessCommand {
        words = List.copyOf(words);
        end = List.copyOf(end);
    }

    ProcessCommand(List<String> words) {
        this(words, List.of());
    }
}
