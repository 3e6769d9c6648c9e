package org.beamlet.agent.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.loader.ResourceLocator;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a template may include: YAML files that lie beside it, and nothing else of the machine.
 *
 * @param folder of the template
 */
record TemplateFolder(Path folder) implements ResourceLocator {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\\.(yaml|yml)(\\.j2)?|[\\w-]+\\.j2");

    @Override
    public String getString(String name, Charset encoding, JinjavaInterpreter interpreter)
            throws IOException {
        Path file = folder.resolve(NAME.matcher(name).matches() ? name : "absent.yaml");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ResourceNotFoundException(
                    "'%s' is no YAML file beside the template".formatted(name));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return UserTemplate.bounded(
                    new String(in.readNBytes(UserTemplate.MAX_CHARACTERS + 1), encoding), name);
        }
    }
}
