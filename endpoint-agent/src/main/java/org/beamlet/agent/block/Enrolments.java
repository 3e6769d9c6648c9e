package org.beamlet.agent.block;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.agent.link.BlockSecrets;
import org.jboss.logging.Logger;

/** Secrets of the blocks that have not ended, and who has used them. */
final class Enrolments implements BlockSecrets {
    private static final Logger LOG = Logger.getLogger(Enrolments.class);

    private record Open(Block block, Set<String> enrolled) {}

    private final Map<String, Open> blocks = new ConcurrentHashMap<>();
    private final Runnable lookAtBlocks;
    private volatile BlockAccount account = BlockAccount.NONE;

    /**
     * Begins without blocks.
     *
     * @param lookAtBlocks run when one of them may have ended
     */
    Enrolments(Runnable lookAtBlocks) {
        this.lookAtBlocks = lookAtBlocks;
    }

    void account(BlockAccount keeper) {
        account = keeper;
    }

    @Override
    public void refused(String block, String node, String address, String why) {
        account.refused(block, node, address, why);
    }

    void open(Block block) throws IOException {
        blocks.put(block.id(), new Open(block, block.enrolled()));
    }

    void close(String block) {
        blocks.remove(block);
    }

    @Override
    public Optional<String> secret(String block) {
        return Optional.ofNullable(blocks.get(block))
                .map(open -> open.block().secret())
                .filter(secret -> !secret.isEmpty());
    }

    @Override
    public boolean enrol(String block, String node, int jobRestart) {
        Open open = blocks.get(block);
        return open != null && enrol(open, jobRestart + " " + node.replaceAll("\\s", "_"));
    }

    private static boolean enrol(Open open, String line) {
        synchronized (open.enrolled()) {
            if (!open.enrolled().add(line)) {
                return false;
            }
            try {
                open.block().enrol(line);
                return true;
            } catch (IOException e) {
                // Not noted means that a restarted agent would let it in again.
                LOG.errorf("block=%s enrolment refused: %s", open.block().id(), e.getMessage());
                open.enrolled().remove(line);
                return false;
            }
        }
    }

    @Override
    public void disconnected(String block) {
        lookAtBlocks.run();
    }
}
