package org.beamlet.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.data.DataReference;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataRootsTest {
    @TempDir Path folder;
    private Path root;
    private DataRoots roots;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectories(folder.resolve("data/xpcs")).toRealPath();
        Files.writeString(Files.createDirectories(root.resolve("run1")).resolve("raw.h5"), "x");
        Files.createSymbolicLink(folder.resolve("link"), root);
        roots = DataRoots.of(Map.of("xpcs", folder.resolve("link").toString()));
    }

    private Path resolve(String text) {
        return roots.resolve(DataReference.parse(text).orElseThrow());
    }

    private void refused(String text, ErrorCode code, String said) {
        assertThatThrownBy(() -> resolve(text))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.getMessage()).contains(said);
                        });
    }

    @Test
    void aPathBelowTheRootIsResolvedWhetherItExistsOrNot() {
        assertThat(resolve("data://xpcs/run1/raw.h5")).isEqualTo(root.resolve("run1/raw.h5"));
        assertThat(resolve("data://xpcs/new/output")).isEqualTo(root.resolve("new/output"));
        assertThat(resolve("data://xpcs")).isEqualTo(root);
    }

    @Test
    void whatLeadsOutOfTheRootIsRefused() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), folder);
        Files.createSymbolicLink(root.resolve("dangling"), folder.resolve("nowhere"));
        refused("data://xpcs/../secret", ErrorCode.ARGUMENTS_INVALID, "leads out");
        refused("data://xpcs//etc/passwd", ErrorCode.ARGUMENTS_INVALID, "leads out");
        refused("data://xpcs/out/secret", ErrorCode.ARGUMENTS_INVALID, "symbolic link");
        refused("data://xpcs/dangling/x", ErrorCode.INPUT_NOT_FOUND, "dangling");
    }

    @Test
    void aLinkThatStaysBelowTheRootIsFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("latest"), root.resolve("run1"));
        assertThat(resolve("data://xpcs/latest/raw.h5")).isEqualTo(root.resolve("run1/raw.h5"));
    }

    @Test
    void anUnknownRootIsNamedWithThoseThatAreThere() {
        refused("data://tomo/x", ErrorCode.ARGUMENTS_INVALID, "use one of xpcs");
        assertThatThrownBy(() -> DataReference.parse("data://NO CAPS"))
                .isInstanceOf(BeamletException.class);
    }

    @Test
    void onlyJsonArgumentsThatAreReferencesAreChanged() {
        String function = "st\nf:data://xpcs/not-an-argument";
        String arguments = "11\n{\"raw\":\"data://xpcs/run1/raw.h5\",\"n\":[1,\"data:x\"]}";
        String buffer = Payloads.pack(function, "11\n[]", arguments);

        assertThat(Payloads.unpack(DataArguments.resolved(buffer, roots)))
                .isEqualTo(
                        List.of(
                                function,
                                "11\n[]",
                                "11\n{\"raw\":\"%s\",\"n\":[1,\"data:x\"]}"
                                        .formatted(root.resolve("run1/raw.h5"))));
        String plain = Payloads.pack(function, "11\n[]", "11\n{\"a\":1}");
        assertThat(DataArguments.resolved(plain, roots)).isEqualTo(plain);
    }
}
