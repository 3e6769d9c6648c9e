package org.beamlet.conformance.facility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Host;

/**
 * The facility that conformance/peers/facility pretends, and the outside.
 *
 * @param told what the peer says of itself
 */
record Site(Properties told) {
    /** The machines on which jobs may run. */
    static final List<String> NODES = List.of("n1", "n2", "n3");

    static Site here() throws IOException {
        return new Site(Host.peer("facility", "facility.properties"));
    }

    String value(String key) {
        String value = told.getProperty(key);
        assertThat(value).as(key).isNotNull();
        return value;
    }

    /** {@return where the archive lies on all machines} */
    String program() {
        return value("program");
    }

    /** {@return the one process of Java that there is} */
    String java() {
        return program() + "/runtime/bin/java";
    }

    /** {@return a path of the user's home on the machines, as it is called here} */
    Path shared(String path) {
        return Path.of(value("home")).resolve(Path.of(home()).relativize(Path.of(path)));
    }

    String home() {
        return "/home/" + value("user");
    }

    /** {@return a machine, as root's or with an empty environment as the user's} */
    Host machine(String name, boolean root) {
        List<String> entry = new ArrayList<>(List.of("nsenter", "--net", "--mount", "--uts"));
        entry.addAll(List.of("--ipc", "--pid", "--target", value("machine." + name), "--"));
        if (!root) {
            entry.addAll(List.of("setpriv", "--reuid", value("uid"), "--regid", value("uid")));
            entry.add("--clear-groups");
        }
        entry.addAll(List.of("env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"));
        if (!root) {
            entry.addAll(List.of("HOME=" + home(), "USER=" + value("user")));
        }
        return new Host(entry);
    }

    /** {@return what a command of the user's on the login node prints} */
    String user(String... words) throws IOException, InterruptedException {
        return well(machine("login", false).run(Map.of(), List.of(words)), words);
    }

    /** {@return what a script of root's on a machine prints} */
    String root(String name, String script) throws IOException, InterruptedException {
        return well(machine(name, true).run(Map.of(), List.of("sh", "-c", script)), script);
    }

    /** {@return what a command of the archive, given by the user on the login node, prints} */
    String beamlet(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("env"));
        words.add("https_proxy=http://%s@%s".formatted(value("login"), value("proxy")));
        words.addAll(List.of("BEAMLET_URL=" + value("url"), "BEAMLET_CA=" + home() + "/ca.pem"));
        words.addAll(List.of("BEAMLET_TOKEN=" + token(), program() + "/bin/beamlet"));
        words.addAll(List.of(arguments));
        return user(words.toArray(String[]::new));
    }

    /** {@return what a command of the checkout, given where the service is, prints} */
    String outside(Path home, String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("BEAMLET_HOME", home.toString());
        environment.put("BEAMLET_URL", value("url"));
        environment.put("BEAMLET_CA", value("ca"));
        environment.put("BEAMLET_TOKEN", token());
        return well(Host.of(value("world")).beamlet(environment, arguments), arguments);
    }

    private String token() throws IOException {
        return Files.readString(Path.of(value("token_file"))).strip();
    }

    private static String well(Command run, String... words) {
        assertThat(run.exit()).as("%s: %s%s", List.of(words), run.out(), run.err()).isZero();
        return run.out();
    }

    /** {@return the processes of Java on a machine: user, program, command line} */
    List<String> javas(String name) throws IOException, InterruptedException {
        String each =
                "for p in /proc/[0-9]*; do exe=$(readlink $p/exe) || continue; case $exe in"
                        + " */java) echo \"$(stat -c %U $p) $exe $(tr '\\0' ' ' <$p/cmdline)\";;"
                        + " esac; done";
        return root(name, each).lines().toList();
    }
}
