package org.beamlet.protocol.bundle;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of a class file: names of classes, descriptors and string constants alike. Read by
 * hand, for workers read a few at their first task.
 */
final class ClassConstants {
    private static final int MAGIC = 0xcafebabe;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int METHOD_HANDLE = 15;

    private ClassConstants() {}

    static List<String> of(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        if (in.readInt() != MAGIC) {
            throw new IOException("it is no class file");
        }
        in.skipNBytes(4);
        int count = in.readUnsignedShort();
        List<String> texts = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> texts.add(in.readUTF());
                case LONG, DOUBLE -> {
                    in.skipNBytes(8);
                    // These take two places.
                    i++;
                }
                case METHOD_HANDLE -> in.skipNBytes(3);
                // Class, String, MethodType, Module, Package.
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                // Integer, Float, the references, NameAndType, Dynamic, InvokeDynamic.
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                default -> throw new IOException("it has a constant of unknown kind " + tag);
            }
        }
        return texts;
    }
}
