package org.beamlet.providers.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.batch.Site;
import org.beamlet.providers.command.CommandResult;
import org.jspecify.annotations.Nullable;

/** A host that is reached over SSH, by one connection that all share. */
public final class SshSite implements Site {
    private static final System.Logger LOG = System.getLogger(SshSite.class.getName());

    private static final Duration FILE_LIMIT = Duration.ofSeconds(30);

    /** Less than whoever asks on behalf of the person waits. */
    private static final Duration STEP_LIMIT = Duration.ofSeconds(10);

    private static final int LONGEST_LOG = 256 * 1024;
    private static final int LONGEST_NOTE = 512;
    private static final int SCRIPT = 0700;
    private static final int SECRET = 0600;

    private final SshSettings settings;
    private final Path blocks;
    private final String command;
    private final LongSupplier nanos;
    private final Standing standing;
    private final Set<String> leftovers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Link link;
    private @Nullable LoginDialogue dialogue;
    private volatile boolean closed;

    /**
     * Connects to nobody yet.
     *
     * @param blocks folder with the blocks' folders on this machine
     * @param command by which a person logs in
     * @param nanos a clock that never goes back
     */
    public SshSite(SshSettings settings, Path blocks, String command, LongSupplier nanos) {
        this.settings = settings;
        this.blocks = blocks;
        this.command = command;
        this.nanos = nanos;
        List<Path> credentials =
                settings.control().map(List::of).orElseGet(() -> settings.keys().all());
        this.standing = new Standing(credentials, settings.knownHosts());
        if (needsPerson()) {
            standing.require(nobody());
        }
    }

    private boolean needsPerson() {
        return settings.asks() && settings.control().isEmpty();
    }

    private LinkFault nobody() {
        return LinkFault.login(
                "%s asks a person for a password with each login, and nobody is logged in"
                        .formatted(settings.target().known()));
    }

    @Override
    public String user() {
        return settings.target().user();
    }

    /** {@return the connection, which is made if it is of use} */
    private synchronized Link connected() throws LinkFault {
        Link there = link;
        if (there != null && there.alive()) {
            return there;
        }
        if (there != null) {
            lost(there);
        }
        Optional<LinkFault> obstacle = standing.obstacle(nanos.getAsLong());
        if (obstacle.isPresent()) {
            throw obstacle.get();
        }
        if (dialogue != null && !dialogue.over()) {
            throw LinkFault.login("somebody is logging in at " + settings.target().known());
        }
        return attempt(Optional.empty());
    }

    /** Notes that the connection is there no more. */
    private void lost(Link broken) {
        LOG.log(System.Logger.Level.WARNING, "the connection to {0} broke", settings.target());
        broken.close();
        link = null;
        if (needsPerson()) {
            standing.require(nobody());
        }
    }

    private Link attempt(Optional<LoginDialogue> person) throws LinkFault {
        Traces before = standing.look();
        try {
            Link made =
                    settings.control().isPresent()
                            ? MasterLink.open(settings.target(), settings.control().get())
                            : new JschConnector(settings).open(person);
            return taken(made);
        } catch (LinkFault e) {
            LinkFault fault = e;
            if (needsPerson()) {
                fault = LinkFault.login(e.why());
                standing.require(fault);
            } else {
                fault = standing.failed(e, before, nanos.getAsLong());
            }
            LOG.log(System.Logger.Level.WARNING, fault.why());
            throw fault;
        }
    }

    private synchronized Link taken(Link made) {
        LOG.log(System.Logger.Level.INFO, "logged in at {0}", settings.target());
        standing.succeeded();
        link = made;
        if (closed) {
            made.close();
        }
        return made;
    }

    @Override
    public CommandResult run(List<String> words, Duration limit) {
        try {
            Link.Ended how = connected().run(FarScript.of(words, settings.environment()), limit);
            return how.answered()
                    ? new CommandResult(words, true, how.exit(), how.stdout(), how.stderr())
                    : CommandResult.noAnswer(words, how.why());
        } catch (LinkFault e) {
            return CommandResult.noAnswer(words, e.why());
        }
    }

    @Override
    public void write(BlockRequest block, String script) throws IOException {
        String folder = block.folder().toString();
        Path told = blocks.resolve(block.name()).resolve("block.json");
        try {
            Link to = connected();
            to.folder(settings.folder().toString());
            to.folder(folder);
            to.put(folder + "/block.json", Files.readAllBytes(told), SECRET);
            to.put(block.script().toString(), script.getBytes(StandardCharsets.UTF_8), SCRIPT);
        } catch (LinkFault e) {
            throw new IOException(e.why(), e);
        }
        tidy();
    }

    /** What cannot be had now is missed by nobody but whoever reads logs. */
    @Override
    public void collect(Path folder) {
        String name = folder.getFileName().toString();
        Path far = settings.block(name);
        try {
            Link from = connected();
            for (String what : List.of(".stdout", ".stderr")) {
                copy(from, far.resolve(name + what), folder.resolve(name + what), LONGEST_LOG);
            }
            for (String what : List.of(".exit", ".init")) {
                copy(from, far.resolve(name + what), folder.resolve(name + what), LONGEST_NOTE);
            }
        } catch (LinkFault | IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: its output stays on {1}: {2}",
                    name,
                    settings.target(),
                    e.getMessage());
        }
        leftovers.add(far + "/block.json");
        tidy();
    }

    private static void copy(Link from, Path far, Path here, int most) throws IOException {
        Optional<byte[]> bytes = from.tail(far.toString(), most);
        if (bytes.isPresent()) {
            Path fresh = here.resolveSibling(here.getFileName() + ".new");
            Files.write(fresh, bytes.get());
            Files.move(
                    fresh,
                    here,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void remove(String block) {
        leftovers.add(settings.block(block).toString());
        tidy();
    }

    /** Removes what nobody needs there any more; where that fails, with the next of it. */
    private void tidy() {
        for (String path : List.copyOf(leftovers)) {
            try {
                FarScript script = FarScript.of("rm -rf -- %s\n".formatted(FarScript.quoted(path)));
                if (connected().run(script, FILE_LIMIT).answered()) {
                    leftovers.remove(path);
                }
            } catch (LinkFault _) {
                return;
            }
        }
    }

    @Override
    public boolean ready() {
        Link there = link;
        return (there != null && there.alive()) || standing.obstacle(nanos.getAsLong()).isEmpty();
    }

    @Override
    public Optional<String> trouble() {
        return standing.trouble(settings.target(), command, nanos.getAsLong());
    }

    @Override
    public boolean loginRequired() {
        return standing.waits();
    }

    @Override
    public LoginStep login(LoginAnswer answer) {
        LoginDialogue with = answer.begins() ? begun() : going();
        if (!answer.answers().isEmpty()) {
            with.answer(answer.answers());
        }
        Optional<LoginDialogue.News> news = with.next(STEP_LIMIT);
        if (news.isEmpty()) {
            return new LoginStep.Wait();
        }
        if (news.get().asks().isPresent()) {
            return news.get().asks().get();
        }
        if (news.get().end().orElse(null) instanceof LoginDialogue.End.Refused(String why)) {
            throw new BeamletException(
                    ErrorCode.LOGIN_REQUIRED, why, "then run `%s` again".formatted(command));
        }
        return new LoginStep.Done(settings.target().toString());
    }

    private synchronized LoginDialogue going() {
        if (dialogue == null) {
            throw new BeamletException(
                    ErrorCode.LOGIN_REQUIRED, "no login has begun", "run `%s`".formatted(command));
        }
        return dialogue;
    }

    private synchronized LoginDialogue begun() {
        if (dialogue != null && !dialogue.over()) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "somebody else is logging this endpoint in",
                    "wait: after two minutes without an answer it is your turn");
        }
        LoginDialogue made = new LoginDialogue();
        dialogue = made;
        var _ = Thread.ofVirtual().name("login").start(() -> login(made));
        return made;
    }

    /** Without the lock: others are told meanwhile that somebody logs in. */
    private void login(LoginDialogue with) {
        synchronized (this) {
            Link there = link;
            if (there != null && there.alive()) {
                with.end(new LoginDialogue.End.In());
                return;
            }
        }
        try {
            var _ = attempt(settings.asks() ? Optional.of(with) : Optional.empty());
            with.end(new LoginDialogue.End.In());
        } catch (LinkFault e) {
            with.end(new LoginDialogue.End.Refused(e.why()));
        } catch (RuntimeException e) {
            with.end(new LoginDialogue.End.Refused(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void close() {
        closed = true;
        Link there = link;
        if (there != null) {
            there.close();
        }
    }
}
