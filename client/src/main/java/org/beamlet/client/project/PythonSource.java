package org.beamlet.client.project;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.jspecify.annotations.Nullable;

/**
 * A Python function as source text, which every version of Python reads, also at endpoints of
 * Globus Compute.
 *
 * @param entry the function that is called
 */
public record PythonSource(String entry, String text) {
    private static final int LARGEST = 1024 * 1024;
    private static final Pattern DEF =
            Pattern.compile("^(?:async )?def +([A-Za-z_]\\w*) *\\(", Pattern.MULTILINE);

    /**
     * Reads a Python file.
     *
     * @param entry the function that is meant; null where the file has but one without underscore
     */
    public static PythonSource of(String file, String text, @Nullable String entry) {
        List<String> defined = new ArrayList<>();
        Matcher matcher = DEF.matcher(text);
        while (matcher.find()) {
            defined.add(matcher.group(1));
        }
        if (entry != null) {
            if (!defined.contains(entry)) {
                throw invalid(
                        "%s defines no function '%s'".formatted(file, entry),
                        "it defines " + named(defined));
            }
            return sized(file, new PythonSource(entry, text));
        }
        List<String> open = defined.stream().filter(one -> !one.startsWith("_")).toList();
        if (open.size() != 1) {
            throw invalid(
                    open.isEmpty()
                            ? "%s defines no function".formatted(file)
                            : "%s defines several functions: %s".formatted(file, named(open)),
                    open.isEmpty()
                            ? "define one at the left margin, whose name has no underscore first"
                            : "name the one that is meant with --entry, or let the others begin with"
                                    + " an underscore");
        }
        return sized(file, new PythonSource(open.getFirst(), text));
    }

    private static PythonSource sized(String file, PythonSource source) {
        if (source.text.length() > LARGEST) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_TOO_LARGE,
                    "%s has %,d characters, the most is %,d"
                            .formatted(file, source.text.length(), LARGEST),
                    "install what is large as a package in the endpoint's Python");
        }
        return source;
    }

    private static String named(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static BeamletException invalid(String what, String remedy) {
        return new BeamletException(ErrorCode.INPUT_INVALID, what, remedy);
    }

    /**
     * Makes a Python function of a shell script: its arguments are the script's environment.
     *
     * @param entry what to call it
     */
    public static PythonSource ofShell(String file, String script, String entry) {
        if (!entry.matches("[A-Za-z_]\\w*")) {
            throw invalid(
                    "'%s' cannot name a function".formatted(entry),
                    "use letters, digits and underscores");
        }
        // A JSON text is a literal of Python too.
        return sized(
                file,
                new PythonSource(
                        entry,
                        SHELL.replace("@ENTRY@", entry).replace("@SCRIPT@", Json.write(script))));
    }

    private static final String SHELL =
            """
            def @ENTRY@(**arguments):
                import json, os, subprocess, tempfile
                script = @SCRIPT@
                environment = dict(os.environ)
                for name, value in arguments.items():
                    environment[name] = value if isinstance(value, str) else json.dumps(value)
                first = script.split("\\n", 1)[0]
                shell = first[2:].split() if first.startswith("#!") else ["/bin/sh"]
                with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
                    file.write(script)
                    file.flush()
                    done = subprocess.run(shell + [file.name], env=environment, stdin=subprocess.DEVNULL,
                                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                out = done.stdout.decode("utf-8", "replace")
                err = done.stderr.decode("utf-8", "replace")
                print(out, end="")
                if done.returncode:
                    raise RuntimeError("the script ended with status %d: %s" % (done.returncode, err[-2000:].strip()))
                return {"stdout": out[-100000:], "stderr": err[-100000:], "returncode": 0}
            """;

    /** {@return the packed buffer to register} */
    public String packed() {
        return Payloads.pack(new Serialized(Serialized.SOURCE, entry + ":" + text).text());
    }
}
