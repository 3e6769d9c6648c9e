package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/** Tells by a file's first bytes what it may be. */
public final class FileStart {
    private static final int SHOWN = 8;

    private static final Map<String, String> KNOWN =
            Map.of(
                    "1f8b", "is compressed with gzip",
                    "28b52ffd", "is compressed with Zstandard",
                    "425a68", "is compressed with bzip2",
                    "504b0304", "is a ZIP archive",
                    "49492a00", "is a TIFF picture",
                    "4d4d002a", "is a TIFF picture",
                    "5350494452340000", "is a SPIDR4 file of a Timepix4");

    private FileStart() {}

    /** {@return what a file is or begins with, as the end of a sentence that begins with it} */
    public static String describe(Path path) {
        byte[] start;
        try (RawFile file = RawFile.open(path)) {
            start = new byte[(int) Math.min(SHOWN, file.size())];
            file.read(ByteBuffer.wrap(start), 0);
        }
        if (start.length == 0) {
            return "is empty";
        }
        String hex = HexFormat.of().formatHex(start);
        for (Map.Entry<String, String> known : KNOWN.entrySet()) {
            if (hex.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        String text = new String(start, StandardCharsets.US_ASCII);
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                ? "begins with the text '%s'".formatted(text)
                : "begins with the bytes " + hex;
    }
}
