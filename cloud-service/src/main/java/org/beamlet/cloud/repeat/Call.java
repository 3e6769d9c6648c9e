package org.beamlet.cloud.repeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** One request that changes something and that its client may send again. */
public final class Call {
    private final UnansweredCalls book;
    private final UUID owner;
    private final String request;
    private final boolean keyed;
    private final BooleanSupplier abandoned;
    private @Nullable UUID written;
    private @Nullable Boolean delivered;

    Call(
            UnansweredCalls book,
            UUID owner,
            String request,
            boolean keyed,
            BooleanSupplier abandoned) {
        this.book = book;
        this.owner = owner;
        this.request = request;
        this.keyed = keyed;
        this.abandoned = abandoned;
    }

    /** {@return what two requests have in common exactly if the one may repeat the other} */
    static String request(Caller caller, String methodAndPath, @Nullable String key, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(caller.userId().toString().getBytes(UTF_8));
            digest.update(methodAndPath.getBytes(UTF_8));
            digest.update((byte) 0);
            if (key != null) {
                digest.update(key.getBytes(UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java runtime has no SHA-256",
                    "use an unmodified JDK 25",
                    e);
        }
    }

    UUID owner() {
        return owner;
    }

    String request() {
        return request;
    }

    /** {@return whether an equal request is this one, come again, without any doubt} */
    boolean isKeyed() {
        return keyed;
    }

    /** Raises where nobody waits for the answer: then nothing should be done either. */
    void requireListener() {
        if (abandoned.getAsBoolean()) {
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED,
                    "the caller hung up before its request was carried out",
                    "send it again");
        }
    }

    /** The call was carried out, and its answer is in the book under {@code id}. */
    void written(UUID id) {
        synchronized (this) {
            written = id;
        }
        settle();
    }

    /**
     * The answer was written in full. Nobody knows yet whether it arrived; if nothing more is heard
     * before the book is closed, it did.
     */
    public void handedOver() {
        UUID id;
        synchronized (this) {
            id = written;
        }
        if (id != null) {
            book.handedOver(id);
        }
    }

    /**
     * The answer arrived, as far as anybody can know, or it is known that it did not; what is said
     * first counts.
     */
    public void delivered(boolean inFull) {
        synchronized (this) {
            if (delivered == null) {
                delivered = inFull;
            }
        }
        settle();
    }

    /** Either may come first: a caller can hang up while its call is carried out. */
    private void settle() {
        UUID id;
        boolean inFull;
        synchronized (this) {
            if (written == null || delivered == null) {
                return;
            }
            id = written;
            inFull = delivered;
            written = null;
        }
        book.settle(id, inFull);
    }
}
