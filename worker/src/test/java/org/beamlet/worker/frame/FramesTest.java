package org.beamlet.worker.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.protocol.task.TouchedPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    static Stream<ToWorker> toWorker() {
        return Stream.of(
                new ToWorker.Run(
                        "t-1",
                        2,
                        "f-1",
                        "3\n11\n",
                        List.of("a.JSONData"),
                        "/cache/x",
                        TaskTerms.ofPython("3.11")),
                new ToWorker.Run("t-1", 2, "f-1", "ü😀\n\"", List.of(), null, null),
                new ToWorker.Recall(List.of("t-1", "t-2")),
                new ToWorker.Explain(),
                new ToWorker.Stop());
    }

    private static final TouchedPaths PATHS =
            new TouchedPaths(
                    List.of(
                            new TouchedPaths.One("raw", "/a/\u00fc", "/b", true),
                            new TouchedPaths.One("", "", null, false)),
                    3);

    static Stream<FromWorker> fromWorker() {
        return Stream.of(
                new FromWorker.Ready(4711),
                new FromWorker.Started("t-1", 1_700_000_000_000_000_001L),
                new FromWorker.Started("t-1", 1, new FromWorker.Printed(12, 3)),
                new FromWorker.Done("t-1", 1, 2, "11\nnull", new FromWorker.Printed(0, 0)),
                new FromWorker.Done("t-1", 1, 2, "11\nnull", null, PATHS),
                new FromWorker.Failed("t-1", 1, 2, "CODE", "what", "trace", false, null, PATHS),
                new FromWorker.Returned(List.of("t-2")),
                new FromWorker.Progress("t-1", 0.25, "correlating 😀"),
                new FromWorker.Partial("t-1", 3, Json.read("{\"frames\": [1, 2.5]}")),
                new FromWorker.Progress("t-1", Double.NaN, "of 0 frames"),
                new FromWorker.Done("t-1", 1, 2, "11\n{\"a\":\"ü\\n\"}"),
                new FromWorker.Failed(
                        "t-1", 1, 2, "CODE", "what; remedy", "trace\n\tat x", false, null));
    }

    @ParameterizedTest
    @MethodSource
    void toWorker(ToWorker frame) throws IOException {
        assertThat(reader(bytes(frame), ToWorker.class).next()).contains(frame);
    }

    @ParameterizedTest
    @MethodSource
    void fromWorker(FromWorker frame) throws IOException {
        assertThat(reader(bytes(frame), FromWorker.class).next()).contains(frame);
    }

    @Test
    void theVariablesOfATaskTravelWithIt() {
        ToWorker.Run run =
                new ToWorker.Run(
                        "t", 1, "f", "b", List.of(), null, null, Map.of("PARSL_MPI_PREFIX", "x y"));

        assertThat(new String(FrameCodec.write(run), StandardCharsets.UTF_8))
                .contains("\"environment\":{\"PARSL_MPI_PREFIX\":\"x y\"}");
        assertThat(FrameCodec.read(FrameCodec.write(run), ToWorker.class)).isEqualTo(run);
        assertThat(run.task().environment()).containsEntry("PARSL_MPI_PREFIX", "x y");
        assertThat(ToWorker.Run.of(run.task())).isEqualTo(run);
    }

    /** As Python writes it. */
    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0", "1e-3, 0.001", "'\"0.5\"', 0.5"})
    void progressIsANumberOfAnyKind(String written, double fraction) {
        String frame =
                """
                {"fraction":%s,"what":"x","type":"progress","task_id":"t"}
                """
                        .formatted(written);

        assertThat(FrameCodec.read(frame.getBytes(StandardCharsets.UTF_8), FromWorker.class))
                .isEqualTo(new FromWorker.Progress("t", fraction, "x"));
    }

    @Test
    void theFieldsAreThoseOfTheContract() {
        ToWorker run = new ToWorker.Run("t", 1, "f", "b", List.of(), null, null);
        FromWorker failed = new FromWorker.Failed("t", 1, 2, "c", "m", "x", true, null);

        assertThat(Json.read(text(run)))
                .isEqualTo(
                        Json.read(
                                """
                                {"type":"run","task_id":"t","attempt":1,"function_id":"f",
                                 "task_buffer":"b","result_serializers":[]}
                                """));
        assertThat(Json.read(text(failed)))
                .isEqualTo(
                        Json.read(
                                """
                                {"type":"failed","task_id":"t","started_at_ns":1,"ended_at_ns":2,
                                 "code":"c","user_message":"m","trace":"x","ending":true}
                                """));
    }

    @Test
    void framesFollowOneAnotherHoweverTheStreamIsCutIntoReads() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (FromWorker frame : fromWorker().toList()) {
            all.write(bytes(frame));
        }
        FrameReader<FromWorker> reader =
                new FrameReader<>(new OneByteAtATime(all.toByteArray()), FromWorker.class);

        for (FromWorker frame : fromWorker().toList()) {
            assertThat(reader.next()).contains(frame);
        }
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void aStreamThatEndsWithinAFrameIsAFault() throws IOException {
        byte[] whole = bytes(new FromWorker.Ready(1));

        for (int length = 1; length < whole.length; length++) {
            FrameReader<FromWorker> reader = reader(Arrays.copyOf(whole, length), FromWorker.class);
            assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 64 * 1024 * 1024 + 1})
    void anAbsurdLengthIsRefusedBeforeAnythingIsRead(int length) {
        byte[] header = ByteBuffer.allocate(8).putInt(length).array();

        assertThatThrownBy(() -> reader(header, FromWorker.class).next())
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(Integer.toUnsignedString(length));
    }

    @Test
    void textOnTheStreamIsNotTakenForAFrame() {
        byte[] text = "Hello from a library\n".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> reader(text, FromWorker.class).next())
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("something else may be writing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "{\"type\":\"ready\"}",
                "{\"type\":\"nonsense\"}",
                "{\"type\":\"run\",\"task_id\":\"t\"}",
                "{\"type\":\"done\",\"task_id\":null,\"started_at_ns\":1,\"ended_at_ns\":2,\"result\":\"\"}",
                "{\"type\":\"ready\",\"pid\":1} trailing"
            })
    void whatIsNoFrameIsRefused(String json) {
        assertThatThrownBy(() -> reader(framed(json), FromWorker.class).next())
                .isInstanceOf(BeamletException.class);
    }

    @Test
    void theTypeMayComeLastAndWhatIsUnknownIsPassedOver() throws IOException {
        byte[] frame =
                framed(
                        """
                        {"task_id":"t","later":{"a":[1,{"result":"no"}]},"started_at_ns":1,\
                        "ended_at_ns":2,"result":"11\\n1","type":"done"}\
                        """);

        assertThat(reader(frame, FromWorker.class).next())
                .contains(new FromWorker.Done("t", 1, 2, "11\n1"));
    }

    @Test
    void aFrameOfTheOtherDirectionIsRefused() {
        byte[] run = framed(text(new ToWorker.Run("t", 1, "f", "b", List.of(), null, null)));

        assertThatThrownBy(() -> reader(run, FromWorker.class).next())
                .isInstanceOf(BeamletException.class);
    }

    @Test
    void unknownFieldsAreIgnored() throws IOException {
        byte[] frame = framed("{\"later\":true,\"type\":\"ready\",\"pid\":7}");

        assertThat(reader(frame, FromWorker.class).next()).contains(new FromWorker.Ready(7));
    }

    @Test
    void randomBytesNeverDoMoreThanFail() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            if (garbage.length > 4 && random.nextBoolean()) {
                ByteBuffer.wrap(garbage).putInt(garbage.length - 4);
            }
            assertOnlyFails(garbage, "seed %d, round %d".formatted(seed, round));
        }
    }

    @Test
    void aFrameThatNoReaderWouldTakeIsNotWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FromWorker tooLarge = new FromWorker.Done("t", 1, 2, "x".repeat(64 * 1024 * 1024));

        assertThatThrownBy(() -> new FrameWriter(out).write(tooLarge))
                .isInstanceOf(BeamletException.class);
        assertThat(out.size()).isZero();
    }

    private static void assertOnlyFails(byte[] garbage, String when) {
        try {
            assertThat(reader(garbage, FromWorker.class).next()).as(when).isEmpty();
            assertThat(garbage).as(when).isEmpty();
        } catch (IOException | BeamletException e) {
            assertThat(e).as(when).hasMessageNotContaining("Exception");
        }
    }

    private static <T extends Frame> FrameReader<T> reader(byte[] bytes, Class<T> type) {
        return new FrameReader<>(new ByteArrayInputStream(bytes), type);
    }

    private static byte[] bytes(Frame frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameWriter(out).write(frame);
        return out.toByteArray();
    }

    private static String text(Frame frame) {
        return new String(Json.writeBytes(frame), StandardCharsets.UTF_8);
    }

    private static byte[] framed(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + text.length).putInt(text.length).put(text).array();
    }

    /** A pipe at its slowest. */
    private static final class OneByteAtATime extends InputStream {
        private final ByteArrayInputStream bytes;

        OneByteAtATime(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, Math.min(length, 1));
        }
    }
}
