package org.beamlet.agent.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.log.LogFile;
import org.beamlet.agent.log.Masked;
import org.beamlet.protocol.json.Json;

/** A zip file of mode 0600 with what helps to understand an endpoint, without secrets. */
public final class Pack {
    private static final int LOG_LINES = 5000;
    private static final int OTHER_LINES = 500;
    private static final int BLOCKS = 5;
    private static final long LONGEST = 4L * 1024 * 1024;

    private static final List<String> SETTINGS =
            List.of(
                    "config.yaml",
                    "user_config_template.yaml.j2",
                    "user_config_template.yaml",
                    "user_config_schema.json");

    private final EndpointFolder folder;
    private final Map<String, String> environment;
    private final Masked masked;

    public Pack(EndpointFolder folder, Map<String, String> environment, Masked masked) {
        this.folder = folder;
        this.environment = environment;
        this.masked = masked;
    }

    /**
     * Writes the file, which must not be there yet.
     *
     * @param status what the running agent says of itself
     */
    public void write(Path file, List<Finding> findings, Optional<JsonNode> status)
            throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")));
                ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
            add(zip, "findings.json", pretty(Json.mapper().valueToTree(findings)));
            add(zip, "environment.json", pretty(Surroundings.facts(folder, environment)));
            if (status.isPresent()) {
                add(zip, "status.json", pretty(status.get()));
            }
            for (String name : SETTINGS) {
                Path setting = folder.path().resolve(name);
                if (Files.isRegularFile(setting) && Files.size(setting) <= LONGEST) {
                    add(zip, name, Files.readString(setting));
                }
            }
            tail(zip, "agent.log", folder.log(), LOG_LINES);
            tail(zip, "agent.out", folder.path().resolve("agent.out"), OTHER_LINES);
            for (Path block : lastBlocks()) {
                String id = block.getFileName().toString();
                for (String end : List.of(".sh", ".stdout", ".stderr")) {
                    String name = id + end;
                    tail(zip, "blocks/" + name, block.resolve(name), OTHER_LINES);
                }
            }
        }
    }

    private static String pretty(JsonNode json) {
        return json.toPrettyString() + "\n";
    }

    private void tail(ZipOutputStream zip, String name, Path file, int lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (new LogFile(file).tail(lines, bytes)) {
            byte[] all = bytes.toByteArray();
            int from = (int) Math.max(0, all.length - LONGEST);
            add(zip, name, new String(all, from, all.length - from, StandardCharsets.UTF_8));
        }
    }

    private void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(masked.text(text).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private List<Path> lastBlocks() throws IOException {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(folder.blocks())) {
            try (DirectoryStream<Path> children =
                    Files.newDirectoryStream(folder.blocks(), path -> Files.isDirectory(path))) {
                children.forEach(all::add);
            }
        }
        all.sort(Comparator.comparingLong((Path path) -> path.toFile().lastModified()).reversed());
        return all.subList(0, Math.min(BLOCKS, all.size()));
    }
}
