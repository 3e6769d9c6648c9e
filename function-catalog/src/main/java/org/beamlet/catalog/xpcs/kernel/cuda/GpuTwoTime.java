package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Sums of products of frames on GPUs, bin by bin; the GPUs take bins in turn.
 *
 * <p>One thread of the caller's at a time.
 */
public final class GpuTwoTime implements AutoCloseable {
    private static final String CODE = "twotime.ptx";

    /** Another task may take memory between the question and the answer. */
    private static final int TRIES = 3;

    private final Lanes lanes;
    private final List<GpuContext> contexts = new ArrayList<>();
    private final List<ProductDevice> devices = new ArrayList<>();
    private final TwoTimePlan plan;
    private int bins;

    /** Takes rows of sums, in any order, from several threads. */
    @FunctionalInterface
    public interface StripSink {
        /**
         * Takes a strip; it changes after the call.
         *
         * @param lane of {@link Lanes}, whose thread this is
         */
        void strip(int lane, ProductStrip strip);
    }

    /**
     * Takes memory on the GPUs.
     *
     * @param pixels of the largest bin
     * @throws BeamletException with code DEVICE_UNAVAILABLE
     */
    public GpuTwoTime(Gpus gpus, int frames, int pixels, Lanes lanes) {
        this.lanes = lanes;
        DriverLibrary driver = gpus.driver();
        if (driver == null) {
            throw new IllegalArgumentException("there are no GPUs: " + gpus.availability());
        }
        this.plan = reserve(driver, gpus.list(), frames, pixels);
    }

    private TwoTimePlan reserve(DriverLibrary driver, List<Gpu> gpus, int frames, int pixels) {
        for (int attempt = 1; ; attempt++) {
            try {
                return allocate(driver, gpus, frames, pixels, 1.0 / attempt);
            } catch (BeamletException e) {
                close();
                if (attempt == TRIES) {
                    throw e;
                }
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    private TwoTimePlan allocate(
            DriverLibrary driver, List<Gpu> gpus, int frames, int pixels, double share) {
        long[] free = new long[gpus.size()];
        for (int i = 0; i < free.length; i++) {
            GpuContext context = new GpuContext(driver, gpus.get(i), CODE);
            contexts.add(context);
            free[i] = (long) (context.freeBytes() * share);
        }
        TwoTimePlan made = TwoTimePlan.of(frames, pixels, free);
        if (made.devices().isEmpty()) {
            throw new BeamletException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    "the GPUs have %d bytes free, not enough for two-time of %d frames"
                            .formatted(Arrays.stream(free).sum(), frames),
                    "let fewer tasks share a GPU, or use device cpu");
        }
        made.devices().forEach(index -> devices.add(new ProductDevice(contexts.get(index), made)));
        return made;
    }

    /** {@return name and UUID of each GPU that is used} */
    public List<String> devices() {
        return devices.stream().map(device -> device.context().gpu().description()).toList();
    }

    /**
     * {@return how many bins may be begun before the first is fetched; if none, a bin's pixels are
     * needed until it was}
     */
    public int ahead() {
        return plan.ahead();
    }

    /**
     * Sends a bin's pixels, and does not wait for what becomes of them.
     *
     * @param pause called now and then; may throw to give up
     */
    public Products begin(List<PixelRows> bin, Runnable pause) {
        int number = bins++;
        Products products =
                new Products(
                        devices.get(number % devices.size()),
                        number / devices.size() % plan.slots(),
                        ProductChunk.cut(
                                bin, plan.tiles().stride(), plan.valueBytes(), plan.groups()));
        if (plan.whole()) {
            products.send(0, plan.strips(), pause);
        }
        return products;
    }

    @Override
    public void close() {
        contexts.forEach(GpuContext::close);
        contexts.clear();
        devices.clear();
    }

    /** The sums of one bin. */
    public final class Products {
        private final ProductDevice device;
        private final int slot;
        private final List<ProductChunk> chunks;

        private Products(ProductDevice device, int slot, List<ProductChunk> chunks) {
            this.device = device;
            this.slot = slot;
            this.chunks = plan.whole() ? new ArrayList<>(chunks) : List.copyOf(chunks);
        }

        private void send(int fromStrip, int toStrip, Runnable pause) {
            int before = plan.tiles().tiles(0, fromStrip);
            int tiles = plan.tiles().tiles(fromStrip, toStrip);
            boolean fresh = true;
            for (ProductChunk chunk : chunks) {
                pause.run();
                device.add(chunk, slot, fresh, before, tiles, lanes);
                fresh = false;
            }
            if (plan.whole()) {
                // The pixels' memory is wanted for the next bin.
                chunks.clear();
            }
        }

        /**
         * Fetches all rows, as they are made. Once only, and in the order of the beginnings.
         *
         * @param pause called now and then in the caller's thread; may throw to give up
         */
        public void fetch(StripSink sink, Runnable pause) {
            for (int from = 0; from < plan.tiles().strips(); from += plan.strips()) {
                int to = Math.min(from + plan.strips(), plan.tiles().strips());
                if (!plan.whole()) {
                    send(from, to, pause);
                }
                fetch(from, to, sink, pause);
            }
        }

        private void fetch(int fromStrip, int toStrip, StripSink sink, Runnable pause) {
            List<Batch> batches = batches(fromStrip, toStrip);
            begin(batches, 0);
            for (int index = 0; index < batches.size(); index++) {
                pause.run();
                begin(batches, index + 1);
                Batch batch = batches.get(index);
                MemorySegment tiles = device.fetched(index % ProductDevice.ANSWERS);
                lanes.forEach(
                        batch.to() - batch.from(),
                        (lane, item) -> {
                            int strip = batch.from() + item;
                            long at = plan.tiles().tiles(batch.from(), strip) * MapTiles.BYTES;
                            sink.strip(lane, new ProductStrip(plan.tiles(), strip, tiles, at));
                        });
            }
        }

        private void begin(List<Batch> batches, int index) {
            if (index < batches.size()) {
                Batch batch = batches.get(index);
                int tiles = plan.tiles().tiles(batch.from(), batch.to());
                device.fetch(slot, batch.firstTile(), tiles, index % ProductDevice.ANSWERS);
            }
        }

        /** As many strips at a time as an answer has room for. */
        private List<Batch> batches(int fromStrip, int toStrip) {
            long most = ProductDevice.answerBytes(plan) / MapTiles.BYTES;
            List<Batch> batches = new ArrayList<>();
            int first = 0;
            for (int from = fromStrip; from < toStrip; ) {
                int to = from;
                int tiles = 0;
                while (to < toStrip && tiles + plan.tiles().width(to) <= most) {
                    tiles += plan.tiles().width(to++);
                }
                batches.add(new Batch(from, to, first));
                first += tiles;
                from = to;
            }
            return batches;
        }
    }

    /**
     * Strips that are fetched at once.
     *
     * @param firstTile counted from the first that lies in the slot
     */
    private record Batch(int from, int to, int firstTile) {}
}
