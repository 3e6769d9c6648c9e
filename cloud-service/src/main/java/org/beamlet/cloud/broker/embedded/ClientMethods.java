package org.beamlet.cloud.broker.embedded;

/** The AMQP 0-9-1 methods that endpoints and clients need, by their numbers in the protocol. */
final class ClientMethods {
    /** What the decoder says after each method. */
    private static final int NONE = 0;

    private static final int CONNECTION = 10;
    private static final int CHANNEL = 20;
    private static final int EXCHANGE = 40;
    private static final int QUEUE = 50;
    private static final int BASIC = 60;
    private static final int CONFIRM = 85;
    private static final int DECLARE = 10;

    private ClientMethods() {}

    /**
     * {@return whether every user may call it}
     *
     * <p>Declaring passively is a question and open to all; declaring what does not exist is
     * refused by the access control.
     */
    static boolean openToAll(int classId, int methodId) {
        return switch (classId) {
            case NONE, CONNECTION, CHANNEL, BASIC, CONFIRM -> true;
            case EXCHANGE, QUEUE -> methodId == DECLARE;
            default -> false;
        };
    }

    static boolean isExchangeDeclare(int classId, int methodId) {
        return classId == EXCHANGE && methodId == DECLARE;
    }
}
