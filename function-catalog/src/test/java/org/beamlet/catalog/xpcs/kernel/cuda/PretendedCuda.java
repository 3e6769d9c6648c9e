package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** A libcuda without a GPU, made with the host's compiler from {@code src/test/cuda}. */
@SuppressWarnings("restricted")
public final class PretendedCuda {
    private static final Path COMPILER = Path.of("/usr/bin/g++");

    private final Path library;
    private final SymbolLookup symbols;

    private PretendedCuda(Path library) {
        this.library = library;
        this.symbols = SymbolLookup.libraryLookup(library, Arena.global());
    }

    /** Compiles it, where there is a compiler. */
    public static PretendedCuda compile(Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(COMPILER), "there is no " + COMPILER);
        Path library = folder.resolve("libfake-cuda.so");
        Process compiler =
                new ProcessBuilder(
                                COMPILER.toString(),
                                "-std=c++17",
                                "-O1",
                                "-shared",
                                "-fPIC",
                                "-Wno-unknown-pragmas",
                                "-Isrc/main/cuda",
                                "src/test/cuda/fake_cuda.cpp",
                                "-o",
                                library.toString())
                        .inheritIO()
                        .start();
        assertThat(compiler.waitFor()).as("the compiler's exit status").isZero();
        return new PretendedCuda(library);
    }

    /** {@return where it lies} */
    String library() {
        return library.toString();
    }

    public Gpus machine(int gpus, long bytes) {
        return machine(gpus, bytes, -1);
    }

    /** A machine of which a launch fails after so many. */
    public Gpus machine(int gpus, long bytes, int launches) {
        return machine(gpus, 12020, 90, 0, bytes, launches);
    }

    Gpus machine(int gpus, int driver, int capability, int init, long bytes, int launches) {
        FunctionDescriptor descriptor =
                FunctionDescriptor.ofVoid(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT);
        try {
            Linker.nativeLinker()
                    .downcallHandle(symbols.findOrThrow("fake_machine"), descriptor)
                    .invokeExact(gpus, driver, capability, init, bytes, launches);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return Gpus.find(library.toString());
    }

    /** {@return bytes and streams that were not given back} */
    public long leaks() {
        try {
            return (long)
                    Linker.nativeLinker()
                            .downcallHandle(
                                    symbols.findOrThrow("fake_leaks"),
                                    FunctionDescriptor.of(ValueLayout.JAVA_LONG))
                            .invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
