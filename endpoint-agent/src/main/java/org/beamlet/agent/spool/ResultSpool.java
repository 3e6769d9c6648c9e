package org.beamlet.agent.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.jboss.logging.Logger;

/**
 * Results that node managers have sent, on this agent's own disk: from their receipt until the
 * broker has the outcomes of their tasks.
 */
public final class ResultSpool {
    private static final Logger LOG = Logger.getLogger(ResultSpool.class);

    /** What is left to the journal, which is on the same disk as a rule. */
    static final long LEFT_FREE = 256L * 1024 * 1024;

    private static final String PART = ".part";

    private final Path folder;
    private final SpoolDisk disk;
    private final Map<TaskId, Set<ResultName>> whole = new ConcurrentHashMap<>();
    private final AtomicLong parts = new AtomicLong();
    private long promised;
    private Optional<String> trouble = Optional.empty();

    private ResultSpool(Path folder, SpoolDisk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /**
     * Takes up what an earlier agent left.
     *
     * @param folder made with the first result
     * @param former where that agent had its results, if elsewhere
     */
    public static ResultSpool open(Path folder, Optional<Path> former, SpoolDisk disk) {
        ResultSpool spool = new ResultSpool(folder, disk);
        former.filter(Files::isDirectory).ifPresent(spool::moveFrom);
        spool.look();
        return spool;
    }

    private void moveFrom(Path former) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(former, "*.result")) {
            PrivateFiles.folder(folder);
            for (Path file : files) {
                Path part = folder.resolve(file.getFileName() + PART);
                Files.deleteIfExists(part);
                Files.copy(file, part);
                disk.publish(part, folder.resolve(file.getFileName()));
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warnf("results of the agent before remain in %s: %s", former, e);
        }
    }

    private void look() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                ResultName.of(name).ifPresent(this::note);
                if (name.endsWith(PART)) {
                    // What was being written when an agent ended is sent once more.
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warnf("results in %s cannot be listed: %s", folder, e);
        }
    }

    private void note(ResultName name) {
        whole.compute(
                name.task(),
                (_, names) -> {
                    Set<ResultName> all = names == null ? ConcurrentHashMap.newKeySet() : names;
                    all.add(name);
                    return all;
                });
    }

    /** {@return whether this very result is here, whole} */
    public boolean has(ResultName name) {
        return whole.getOrDefault(name.task(), Set.of()).contains(name)
                && Files.exists(folder.resolve(name.file()));
    }

    /** {@return what an outcome calls the file of a result; empty where it is not here} */
    public Optional<String> file(ResultName name) {
        return has(name) ? Optional.of(name.file()) : Optional.empty();
    }

    /** {@return where the file of that name lies, if it is a result of the task} */
    public Optional<Path> find(TaskId task, String file) {
        return ResultName.of(file)
                .filter(name -> name.task().equals(task) && has(name))
                .map(name -> folder.resolve(name.file()));
    }

    /**
     * {@return a file to write a result to, for which there is room}
     *
     * @param size in bytes
     * @throws BeamletException with code DISK_FULL where there is none now
     */
    public SpoolFile begin(ResultName name, long size) {
        Path part = folder.resolve("%s.%d%s".formatted(name.file(), parts.incrementAndGet(), PART));
        reserve(size);
        try {
            PrivateFiles.folder(folder);
            return new SpoolFile(this, name, size, part, disk.create(part));
        } catch (IOException e) {
            release(size);
            throw full(size, String.valueOf(e));
        }
    }

    private void reserve(long size) {
        synchronized (this) {
            long free = free();
            if (free - promised - size < LEFT_FREE) {
                throw full(
                        size,
                        "%,d bytes are free there, of which %,d are kept for the journal and %,d for other results"
                                .formatted(free, LEFT_FREE, promised));
            }
            promised += size;
        }
    }

    private long free() {
        try {
            // Before the first result it is the folder above that is there.
            Path there = Files.isDirectory(folder) ? folder : folder.resolveSibling(".");
            return disk.free(there);
        } catch (IOException e) {
            LOG.debugf("room in %s is not known: %s", folder, e);
            return Long.MAX_VALUE;
        }
    }

    synchronized void release(long size) {
        promised -= size;
    }

    /** Gives a file that is whole its name. */
    void publish(SpoolFile file) throws IOException {
        disk.publish(file.part(), folder.resolve(file.name().file()));
        note(file.name());
        synchronized (this) {
            trouble = Optional.empty();
        }
    }

    /** {@return what to tell of a result that cannot be written now} */
    BeamletException full(long size, String why) {
        BeamletException full =
                new BeamletException(
                        ErrorCode.DISK_FULL,
                        "a result of %,d bytes cannot be written to %s: %s"
                                .formatted(size, folder, why),
                        "free space there, or name a folder with more of it as state_dir in config.yaml; the result waits on its node until then");
        synchronized (this) {
            if (trouble.isEmpty()) {
                LOG.error(full.getMessage());
            }
            trouble = Optional.of(String.valueOf(full.getMessage()));
        }
        return full;
    }

    /** {@return what the endpoint's owner should know} */
    public synchronized List<String> troubles() {
        return trouble.stream().toList();
    }

    /** {@return whether there is something of a task} */
    public boolean holds(TaskId task) {
        return whole.containsKey(task);
    }

    /** Deletes what there is of a task; a later attempt, which the service may have sent, stays. */
    public void forget(TaskId task, int upTo) {
        for (ResultName name : List.copyOf(whole.getOrDefault(task, Set.of()))) {
            if (name.attempt() <= upTo) {
                drop(name);
            }
        }
    }

    private void drop(ResultName name) {
        whole.computeIfPresent(
                name.task(),
                (_, names) -> {
                    names.remove(name);
                    return names.isEmpty() ? null : names;
                });
        try {
            Files.deleteIfExists(folder.resolve(name.file()));
        } catch (IOException e) {
            LOG.warnf("task=%s file of its result remains: %s", name.task(), e);
        }
    }

    /** Deletes what is of no task that is still here. */
    public void keepOnly(Set<TaskId> tasks) {
        Set<TaskId> orphans = new HashSet<>(whole.keySet());
        orphans.removeAll(tasks);
        for (TaskId task : orphans) {
            LOG.infof("task=%s is no longer wanted: its large result is deleted", task);
            forget(task, Integer.MAX_VALUE);
        }
    }
}
