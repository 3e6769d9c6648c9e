package org.beamlet.agent.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.task.TaskTerms;

/** A record as bytes: kind, task id, then its fields, texts with their length in bytes before. */
final class RecordCodec {
    private static final byte ACCEPTED = 1;
    private static final byte PLACED = 2;
    private static final byte LOST = 3;
    private static final byte FINISHED = 4;
    private static final byte FORGOTTEN = 5;

    /**
     * As {@link #ACCEPTED}, with one more text, for tasks that need it: an older agent stops at it.
     */
    private static final byte ACCEPTED_WITH_TERMS = 6;

    /** As {@link #ACCEPTED}, with two more: the terms, which may be empty, and whose it is. */
    private static final byte ACCEPTED_OF_USER = 7;

    private RecordCodec() {}

    static byte[] encode(JournalRecord journalRecord) {
        return switch (journalRecord) {
            case JournalRecord.Accepted(var task) -> {
                List<String> texts = new ArrayList<>();
                texts.add(task.functionId());
                texts.add(task.taskBuffer());
                texts.add(task.resourceSpecification());
                String terms = task.terms().text();
                boolean known = !task.user().isEmpty();
                if (known || !terms.isEmpty()) {
                    texts.add(terms);
                }
                if (known) {
                    texts.add(task.user());
                }
                texts.addAll(task.resultSerializers());
                byte plain = terms.isEmpty() ? ACCEPTED : ACCEPTED_WITH_TERMS;
                yield bytes(known ? ACCEPTED_OF_USER : plain, task.id(), task.attempt(), texts);
            }
            case JournalRecord.Placed(var id, var attempt, var manager, var block) ->
                    bytes(PLACED, id, attempt, List.of(manager, block));
            case JournalRecord.Lost(var id, var losses) -> bytes(LOST, id, losses, List.of());
            case JournalRecord.Finished(var id, var attempt, var message) ->
                    bytes(FINISHED, id, attempt, List.of(message));
            case JournalRecord.Forgotten(var id) -> bytes(FORGOTTEN, id, 0, List.of());
        };
    }

    private static JournalRecord accepted(
            TaskId id,
            int attempt,
            List<String> texts,
            int serializers,
            TaskTerms terms,
            String user) {
        return new JournalRecord.Accepted(
                new AcceptedTask(
                        id,
                        texts.get(0),
                        attempt,
                        texts.get(1),
                        texts.subList(serializers, texts.size()),
                        texts.get(2),
                        terms,
                        user));
    }

    private static byte[] bytes(byte kind, TaskId id, int number, List<String> texts) {
        List<byte[]> encoded =
                texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        int size = 1 + 16 + 4 + 4 + encoded.stream().mapToInt(text -> 4 + text.length).sum();
        ByteBuffer out =
                ByteBuffer.allocate(size)
                        .put(kind)
                        .putLong(id.value().getMostSignificantBits())
                        .putLong(id.value().getLeastSignificantBits())
                        .putInt(number)
                        .putInt(encoded.size());
        encoded.forEach(text -> out.putInt(text.length).put(text));
        return out.array();
    }

    static JournalRecord decode(ByteBuffer in) {
        byte kind = in.get();
        TaskId id = new TaskId(new UUID(in.getLong(), in.getLong()));
        int number = in.getInt();
        int count = in.getInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] text = new byte[in.getInt()];
            in.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return switch (kind) {
            case ACCEPTED -> accepted(id, number, texts, 3, TaskTerms.NONE, "");
            case ACCEPTED_WITH_TERMS ->
                    accepted(id, number, texts, 4, TaskTerms.parse(texts.get(3)), "");
            case ACCEPTED_OF_USER ->
                    accepted(id, number, texts, 5, TaskTerms.parse(texts.get(3)), texts.get(4));
            case PLACED -> new JournalRecord.Placed(id, number, texts.get(0), texts.get(1));
            case LOST -> new JournalRecord.Lost(id, number);
            case FINISHED -> new JournalRecord.Finished(id, number, texts.get(0));
            case FORGOTTEN -> new JournalRecord.Forgotten(id);
            default ->
                    throw new BeamletException(
                            ErrorCode.INTERNAL_ERROR,
                            "the journal holds a record of unknown kind %d".formatted(kind),
                            "start the version of Beamlet that wrote it");
        };
    }
}
