package org.beamlet.agent.block;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.QueueTerms;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.Provider;
import org.beamlet.providers.batch.BatchProvider;
import org.beamlet.providers.batch.LocalSite;
import org.beamlet.providers.batch.Site;
import org.beamlet.providers.command.ProcessCommandRunner;
import org.beamlet.providers.kubernetes.KubernetesProvider;
import org.beamlet.providers.local.LocalProvider;
import org.beamlet.providers.ssh.SshSite;

/** Makes the provider that a configuration asks for. */
public final class Providers {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Providers() {}

    public static Provider of(ProviderConfig config, Path blocks) {
        return of(config, blocks, System.getenv());
    }

    static Provider of(ProviderConfig config, Path blocks, Map<String, String> environment) {
        return switch (config) {
            case ProviderConfig.Local local -> local(local, blocks);
            case ProviderConfig.Batch batch ->
                    new BatchProvider(
                            batch.queues().stream().map(QueueTerms::job).toList(),
                            site(batch, blocks, environment),
                            System::nanoTime);
            case ProviderConfig.Kubernetes kubernetes ->
                    new KubernetesProvider(kubernetes.pods(), blocks);
            case ProviderConfig.Foreign _ ->
                    throw new BeamletException(
                            ErrorCode.CONFIG_INVALID,
                            "%s cannot be asked for blocks by this version"
                                    .formatted(config.type()),
                            "see `beamlet endpoint check`");
        };
    }

    /** {@return the batch script of a block, where there are such blocks} */
    public static Optional<String> script(ProviderConfig config, BlockRequest block) {
        return switch (config) {
            case ProviderConfig.Local local ->
                    Optional.of(local(local, block.folder()).script(block));
            case ProviderConfig.Batch batch -> Optional.of(batch.job().script(block));
            case ProviderConfig.Kubernetes kubernetes ->
                    Optional.of(
                            new KubernetesProvider(kubernetes.pods(), block.folder())
                                    .script(block));
            case ProviderConfig.Foreign _ -> Optional.empty();
        };
    }

    /** {@return the command that submits the script; empty where it is simply started} */
    public static List<String> submission(ProviderConfig config, BlockRequest block) {
        return switch (config) {
            case ProviderConfig.Batch batch -> batch.job().submission(block);
            case ProviderConfig.Local _, ProviderConfig.Kubernetes _, ProviderConfig.Foreign _ ->
                    List.of();
        };
    }

    private static Site site(
            ProviderConfig.Batch batch, Path blocks, Map<String, String> environment) {
        return batch.ssh()
                .<Site>map(ssh -> new SshSite(ssh, blocks, login(blocks), System::nanoTime))
                .orElseGet(() -> new LocalSite(ProcessCommandRunner.forBatchSystem(environment)));
    }

    private static String login(Path blocks) {
        return "beamlet endpoint login " + blocks.resolveSibling("").normalize().getFileName();
    }

    private static LocalProvider local(ProviderConfig.Local config, Path blocks) {
        return new LocalProvider(blocks, new ProcessCommandRunner(), GRACE, config.limits());
    }
}
