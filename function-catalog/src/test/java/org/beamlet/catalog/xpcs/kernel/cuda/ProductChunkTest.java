package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProductChunkTest {
    private static final List<CellKind> KINDS = List.of(CellKind.values());
    private static final int FRAMES = 3;
    private static final int STRIDE = 128;

    private static PixelRows rows(CellKind kind, int group, int pixels) {
        float[] factors = {group, group, group};
        return switch (kind) {
            case BYTES -> PixelRows.of(group, pixels, factors, new byte[pixels * FRAMES + 1]);
            case SHORTS -> PixelRows.of(group, pixels, factors, new short[pixels * FRAMES]);
            case FLOATS -> PixelRows.of(group, pixels, factors, new float[pixels * FRAMES]);
        };
    }

    @Test
    void neighboursOfAGroupAreOneAndBytesComeInFours() {
        List<ProductChunk> chunks =
                ProductChunk.cut(
                        List.of(
                                rows(CellKind.BYTES, 4, 5),
                                rows(CellKind.FLOATS, 4, 3),
                                rows(CellKind.BYTES, 4, 2),
                                rows(CellKind.BYTES, 5, 1)),
                        STRIDE,
                        64L * STRIDE,
                        4);
        assertThat(chunks)
                .extracting(ProductChunk::kind)
                .containsExactly(CellKind.BYTES, CellKind.FLOATS);
        assertThat(chunks.getFirst().groups())
                .extracting(ProductChunk.Group::row)
                .containsExactly(0, 8);
        assertThat(chunks.getFirst().groups())
                .extracting(ProductChunk.Group::pixels)
                .containsExactly(7, 1);
        assertThat(chunks.getFirst().pieces())
                .extracting(ProductChunk.Piece::row)
                .containsExactly(0, 5, 8);
        assertThat(chunks.getLast().groups())
                .extracting(ProductChunk.Group::pixels)
                .containsExactly(3);
    }

    @Test
    void aGroupThatIsTooLargeForWholeNumbersIsCut() {
        int pixels = 300_000;
        List<ProductChunk> chunks =
                ProductChunk.cut(List.of(rows(CellKind.BYTES, 1, pixels)), STRIDE, 1L << 40, 64);
        assertThat(chunks).hasSize(1);
        assertThat(chunks.getFirst().groups())
                .extracting(ProductChunk.Group::pixels)
                .containsExactly(131_068, 131_068, 37_864);
        // All as bright as bytes go.
        assertThat(131_068L * 128 * 128).isLessThanOrEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void everyPixelIsSentOnceAndNothingIsLargerThanItsPlace() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<PixelRows> bin = new ArrayList<>();
            int wanted = 0;
            for (int block = random.nextInt(1, 40); block > 0; block--) {
                CellKind kind = KINDS.get(random.nextInt(KINDS.size()));
                int pixels = random.nextInt(1, 90);
                bin.add(rows(kind, block / 3, pixels));
                wanted += pixels;
            }
            long bytes = random.nextLong(16, 200) * STRIDE;
            int groups = random.nextInt(1, 9);
            int sent = 0;
            for (ProductChunk chunk : ProductChunk.cut(bin, STRIDE, bytes, groups)) {
                assertThat(chunk.groups().size()).isBetween(1, groups);
                int end = 0;
                int pixels = 0;
                for (ProductChunk.Group group : chunk.groups()) {
                    assertThat(group.row()).as("seed %d round %d", seed, round).isEqualTo(end);
                    end += group.rows(chunk.kind());
                    pixels += group.pixels();
                }
                assertThat((long) end * STRIDE * chunk.kind().bytes()).isLessThanOrEqualTo(bytes);
                for (ProductChunk.Piece piece : chunk.pieces()) {
                    ProductChunk.Group own =
                            chunk.groups().stream()
                                    .filter(group ->
                                            group.row() <= piece.row()
                                                    && piece.row() < group.row() + group.pixels())
                                    .findFirst()
                                    .orElseThrow();
                    assertThat(own.factors()[0]).isEqualTo(piece.from().group());
                    pixels -= piece.pixels();
                    sent += piece.pixels();
                }
                assertThat(pixels).isZero();
            }
            assertThat(sent).isEqualTo(wanted);
        }
    }
}
