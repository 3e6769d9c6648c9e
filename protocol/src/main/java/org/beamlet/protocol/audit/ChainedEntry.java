package org.beamlet.protocol.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.beamlet.protocol.json.Json;

/**
 * An entry in its place: besides what it says it has {@code seq}, its number, {@code previous}, the
 * hash of the entry before it, and {@code hash}.
 *
 * <p>The hash is SHA-256 of the entry without it, written as JSON in UTF-8 without blanks, with the
 * names of an object in the order of their characters. So it can be computed anew from a line that
 * any program has written.
 */
public record ChainedEntry(ChainHead head, ObjectNode json) {
    static final String SEQ = "seq";
    static final String PREVIOUS = "previous";
    static final String HASH = "hash";

    private static final ObjectWriter CANONICAL =
            Json.mapper().writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    /** {@return what is said, as the entry after another} */
    public static ChainedEntry after(ChainHead last, ObjectNode said) {
        ObjectNode json = said.deepCopy();
        json.put(SEQ, last.seq() + 1);
        json.put(PREVIOUS, last.hash());
        json.remove(HASH);
        String hash = hash(json);
        json.put(HASH, hash);
        return new ChainedEntry(new ChainHead(last.seq() + 1, hash), json);
    }

    /** {@return the hash that an entry should have, whichever it has} */
    static String hashOf(ObjectNode entry) {
        ObjectNode bare = entry.deepCopy();
        bare.remove(HASH);
        return hash(bare);
    }

    private static String hash(ObjectNode bare) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(CANONICAL.writeValueAsBytes(bare)));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException("every JVM has SHA-256, and a tree is JSON", e);
        }
    }

    /** {@return it as a line of a file} */
    public String line() {
        return Json.write(json) + "\n";
    }
}
