package org.beamlet.catalog.xpcs.kernel.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** One GPU in use: its context, the code on it, and all that was taken of it. */
final class GpuContext implements AutoCloseable {
    private static final int BLOCK = 256;
    private static final int PORTABLE = 1;
    private static final int NO_TIMING = 2;
    private static final int NON_BLOCKING = 1;

    private final DriverLibrary driver;
    private final Gpu gpu;
    private final MemorySegment context;
    private final MemorySegment module;

    /** How to give back what was taken, the last first. */
    private final List<Release> releases = new ArrayList<>();

    private final List<MemorySegment> streams = new ArrayList<>();

    private record Release(String function, Object handle) {}

    /**
     * Takes a GPU.
     *
     * @param code name of the PTX whose functions are wanted
     */
    GpuContext(DriverLibrary driver, Gpu gpu, String code) {
        this.driver = driver;
        this.gpu = gpu;
        context = handle(driver.get("cuDevicePrimaryCtxRetain", gpu.handle()));
        releases.add(new Release("cuDevicePrimaryCtxRelease_v2", gpu.handle()));
        try {
            enter();
            module = load(code);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The driver's calls are for the context that the calling thread is in. */
    void enter() {
        driver.check("cuCtxSetCurrent", context);
    }

    private MemorySegment load(String code) {
        try (InputStream in = GpuContext.class.getResourceAsStream(code);
                Arena arena = Arena.ofConfined()) {
            if (in == null) {
                throw new BeamletException(
                        ErrorCode.INSTALLATION_INCOMPLETE,
                        code + " is not in the catalog's archive",
                        "install Beamlet again");
            }
            byte[] ptx = in.readAllBytes();
            MemorySegment text = arena.allocate(ptx.length + 1L);
            MemorySegment.copy(ptx, 0, text, ValueLayout.JAVA_BYTE, 0, ptx.length);
            MemorySegment loaded = handle(driver.get("cuModuleLoadData", text));
            releases.add(new Release("cuModuleUnload", loaded));
            return loaded;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "%s cannot be read: %s".formatted(code, e.getMessage()),
                    "install Beamlet again",
                    e);
        }
    }

    /** {@return bytes that are free on a GPU now} */
    long freeBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG, 2);
            driver.check("cuMemGetInfo_v2", out, out.asSlice(Long.BYTES));
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    Gpu gpu() {
        return gpu;
    }

    MemorySegment function(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return handle(driver.get("cuModuleGetFunction", module, arena.allocateFrom(name)));
        }
    }

    /** {@return the address of new memory on the device, all zero} */
    long allocate(long bytes, MemorySegment stream) {
        long address = driver.get("cuMemAlloc_v2", bytes);
        releases.add(new Release("cuMemFree_v2", address));
        driver.check("cuMemsetD8Async", address, (byte) 0, bytes, stream);
        return address;
    }

    /** {@return memory here that the device copies from and to by itself; all zero} */
    MemorySegment pinned(long bytes) {
        MemorySegment memory = handle(driver.get("cuMemHostAlloc", bytes, PORTABLE));
        releases.add(new Release("cuMemFreeHost", memory));
        return resized(memory, bytes).fill((byte) 0);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment resized(MemorySegment memory, long bytes) {
        return memory.reinterpret(bytes);
    }

    MemorySegment stream() {
        MemorySegment stream = handle(driver.get("cuStreamCreate", NON_BLOCKING));
        releases.add(new Release("cuStreamDestroy_v2", stream));
        streams.add(stream);
        return stream;
    }

    MemorySegment event() {
        MemorySegment event = handle(driver.get("cuEventCreate", NO_TIMING));
        releases.add(new Release("cuEventDestroy_v2", event));
        return event;
    }

    void launch(MemorySegment function, int threads, MemorySegment stream, Object... values) {
        try (Arena arena = Arena.ofConfined()) {
            driver.check(
                    "cuLaunchKernel",
                    function,
                    Math.ceilDiv(threads, BLOCK),
                    1,
                    1,
                    BLOCK,
                    1,
                    1,
                    0,
                    stream,
                    LaunchArguments.pack(arena, values),
                    MemorySegment.NULL);
        }
    }

    void upload(long to, MemorySegment from, long bytes, MemorySegment stream) {
        driver.check("cuMemcpyHtoDAsync_v2", to, from, bytes, stream);
    }

    /** Copies from the device and waits until it is here. */
    void download(MemorySegment to, long from, long bytes, MemorySegment stream) {
        fetch(to, from, bytes, stream);
        finish(stream);
    }

    /** Copies from the device, when the stream gets there. */
    void fetch(MemorySegment to, long from, long bytes, MemorySegment stream) {
        driver.check("cuMemcpyDtoHAsync_v2", to, from, bytes, stream);
    }

    /** Waits until all that a stream was given is done. */
    void finish(MemorySegment stream) {
        driver.check("cuStreamSynchronize", stream);
    }

    /** Lets a stream wait, not this thread. */
    void await(MemorySegment stream, MemorySegment event) {
        driver.check("cuStreamWaitEvent", stream, event, 0);
    }

    void record(MemorySegment event, MemorySegment stream) {
        driver.check("cuEventRecord", event, stream);
    }

    /** Lets this thread wait; an event that was never recorded has happened. */
    void await(MemorySegment event) {
        driver.check("cuEventSynchronize", event);
    }

    private static MemorySegment handle(long address) {
        return MemorySegment.ofAddress(address);
    }

    /** Gives all back; a device that has failed is not asked whether it agrees. */
    @Override
    public void close() {
        driver.call("cuCtxSetCurrent", context);
        // What is still under way may write to what is given back.
        streams.forEach(stream -> driver.call("cuStreamSynchronize", stream));
        streams.clear();
        releases.reversed().forEach(release -> driver.call(release.function(), release.handle()));
        releases.clear();
    }
}
