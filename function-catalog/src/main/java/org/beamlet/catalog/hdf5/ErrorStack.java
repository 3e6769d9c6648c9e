package org.beamlet.catalog.hdf5;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** Reads what HDF5 says about the last failure. */
final class ErrorStack {
    /** {@code H5E_WALK_DOWNWARD}: from the function that was called to where it went wrong. */
    private static final int DOWNWARD = 1;

    private static final int SHOWN = 4;

    /** Offset of {@code desc} in {@code H5E_error2_t}: three ids, line and padding, two texts. */
    private static final long DESCRIPTION = 48;

    @SuppressWarnings("restricted")
    private static final AddressLayout TEXT =
            ValueLayout.ADDRESS.withTargetLayout(
                    MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE));

    private final NativeCalls calls;
    private final List<String> lines = new ArrayList<>();
    private final MemorySegment visitor;

    ErrorStack(NativeCalls calls) {
        this.calls = calls;
        this.visitor = visitor();
    }

    /** Keeps HDF5 from printing each failure to standard error. */
    void beQuiet() {
        calls.call("H5Eset_auto2", Hdf5Library.DEFAULT, MemorySegment.NULL, MemorySegment.NULL);
    }

    /** {@return the last failure in one line: what was asked, then what went wrong} */
    String account(String function) {
        lines.clear();
        calls.call("H5Ewalk2", Hdf5Library.DEFAULT, DOWNWARD, visitor, MemorySegment.NULL);
        calls.call("H5Eclear2", Hdf5Library.DEFAULT);
        if (lines.isEmpty()) {
            return function + " failed without a word";
        }
        // Between what was asked and what went wrong lie a dozen layers of the library.
        List<String> distinct = lines.stream().distinct().toList();
        return distinct.size() <= SHOWN
                ? String.join(": ", distinct)
                : distinct.getFirst() + ": … " + distinct.getLast();
    }

    @SuppressWarnings("restricted")
    private MemorySegment visitor() {
        MemoryLayout record = MemoryLayout.sequenceLayout(56, ValueLayout.JAVA_BYTE);
        FunctionDescriptor shape =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS.withTargetLayout(record),
                        ValueLayout.ADDRESS);
        try {
            MethodHandle take =
                    MethodHandles.lookup()
                            .bind(
                                    this,
                                    "take",
                                    MethodType.methodType(
                                            int.class,
                                            int.class,
                                            MemorySegment.class,
                                            MemorySegment.class));
            return Linker.nativeLinker().upcallStub(take, shape, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the method below is gone", e);
        }
    }

    /** Called from the library, once for each record. */
    int take(int depth, MemorySegment record, MemorySegment unused) {
        lines.add(record.get(TEXT, DESCRIPTION).getString(0));
        return 0;
    }
}
