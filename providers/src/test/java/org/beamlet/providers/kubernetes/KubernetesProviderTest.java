package org.beamlet.providers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.launcher.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a mock server, which keeps what it is sent and runs nothing. */
class KubernetesProviderTest {
    private static final String PODS = "/api/v1/namespaces/light/pods";
    private static final String SECRETS = "/api/v1/namespaces/light/secrets";
    private static final String FILE = "{\"secret\":\"do-not-tell\"}";

    @TempDir Path blocks;
    private KubernetesMockServer server = new KubernetesMockServer(false);

    @SuppressWarnings("NullAway.Init") // Each test starts its server first.
    private KubernetesClient client;

    private KubernetesProvider keeping() {
        server =
                new KubernetesMockServer(
                        new Context(),
                        new MockWebServer(),
                        new HashMap<>(),
                        new KubernetesCrudDispatcher(),
                        false);
        return started();
    }

    private KubernetesProvider started() {
        server.init();
        client =
                server.createClient(builder ->
                        builder.withConfig(
                                new ConfigBuilder(server.createClient().getConfiguration())
                                        .withRequestRetryBackoffLimit(0)
                                        .build()));
        PodTerms terms =
                new PodTerms(
                        "light",
                        "registry.example.org/beamlet:1",
                        "/opt/beamlet",
                        "beamlet",
                        Map.of("cpu", "1", "memory", "1Gi"),
                        Map.of("cpu", "4", "memory", "8Gi"),
                        Optional.of(1001L),
                        Optional.of(2002L),
                        true,
                        "pull",
                        List.of(new PodTerms.Volume("raw", "/data/raw")),
                        "",
                        Map.of("team", "xpcs"),
                        true);
        return new KubernetesProvider(terms, blocks, () -> client);
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
            server.destroy();
        }
    }

    private BlockRequest block(String name) throws IOException {
        Path folder = Files.createDirectories(blocks.resolve(name));
        Files.writeString(folder.resolve("block.json"), FILE);
        return new BlockRequest(
                name, folder, 1, "module load x", "exec manager", new Launcher.Simple());
    }

    private Pod pod(JobId job) {
        return client.pods().inNamespace("light").withName(job.value()).get();
    }

    private Secret secret(JobId job) {
        return client.secrets().inNamespace("light").withName(job.value()).get();
    }

    @Test
    void aBlockIsAPodAsTheTermsSay() throws Exception {
        JobId job = keeping().submit(block("block-1-00ff"));

        assertThat(job).isEqualTo(new JobId("beamlet-block-1-00ff"));
        var spec = pod(job).getSpec();
        var container = spec.getContainers().getFirst();
        assertThat(container.getImage()).isEqualTo("registry.example.org/beamlet:1");
        assertThat(container.getResources().getLimits())
                .containsEntry("memory", new Quantity("8Gi"));
        assertThat(container.getCommand().getLast()).contains("module load x", "exec manager");
        assertThat(spec.getRestartPolicy()).isEqualTo("Never");
        assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(1001);
        assertThat(spec.getSecurityContext().getFsGroup()).isEqualTo(2002);
        assertThat(spec.getImagePullSecrets().getFirst().getName()).isEqualTo("pull");
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(container.getVolumeMounts())
                .extracting(mount -> mount.getMountPath())
                .containsExactly("/beamlet/block", "/data/raw");
        assertThat(pod(job).getMetadata().getAnnotations()).containsEntry("team", "xpcs");
    }

    @Test
    void theBlocksSecretIsInAFileThatGoesWithThePod() throws Exception {
        JobId job = keeping().submit(block("block-1-00ff"));

        assertThat(Serialization.asJson(pod(job))).doesNotContain("do-not-tell");
        assertThat(pod(job).getSpec().getVolumes().getFirst().getSecret().getDefaultMode())
                .isEqualTo(0600);
        assertThat(secret(job).getStringData()).containsEntry("block.json", FILE);
        assertThat(secret(job).getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> {
                    assertThat(owner.getKind()).isEqualTo("Pod");
                    assertThat(owner.getUid()).isEqualTo(pod(job).getMetadata().getUid());
                });
    }

    @Test
    void whatIsThereAlreadyIsNotMadeTwice() throws Exception {
        KubernetesProvider provider = keeping();
        BlockRequest block = block("block-1-00ff");

        assertThat(provider.submit(block)).isEqualTo(provider.submit(block));

        assertThat(client.pods().inNamespace("light").list().getItems()).hasSize(1);
    }

    @Test
    void oneCallTellsOfAllAndWhatItLeavesOutIsGone() throws Exception {
        KubernetesProvider provider = keeping();
        JobId one = provider.submit(block("block-1-00ff"));
        JobId two = provider.submit(block("block-2-00ff"));
        client.pods().inNamespace("light").withName(two.value()).delete();
        int before = server.getRequestCount();

        Map<JobId, JobStatus> all = provider.status(List.of(one, two));

        assertThat(server.getRequestCount() - before).isEqualTo(1);
        assertThat(all)
                .containsEntry(one, JobStatus.of(JobState.PENDING))
                .containsEntry(two, JobStatus.of(JobState.MISSING, "its pod was deleted"));
    }

    @Test
    void podsAreDeletedAndThoseThatAreGoneLeftAlone() throws Exception {
        KubernetesProvider provider = keeping();
        JobId one = provider.submit(block("block-1-00ff"));

        provider.cancel(List.of(one, new JobId("beamlet-gone")));

        assertThat(pod(one)).isNull();
    }

    @Test
    void aPodWhoseMakerLearntNothingIsFoundAndGivenItsSecret() throws Exception {
        KubernetesProvider provider = keeping();
        BlockRequest block = block("block-1-00ff");
        JobId job = provider.submit(block);
        client.secrets().inNamespace("light").withName(job.value()).delete();

        assertThat(provider.find("block-1-00ff")).contains(job);

        assertThat(secret(job)).isNotNull();
        assertThat(provider.find("block-9-0000")).isEmpty();
    }

    @Test
    void noAnswerIsNeitherAnEndNorARefusal() throws Exception {
        KubernetesProvider provider = started();
        server.shutdown();

        assertThat(provider.status(List.of(new JobId("beamlet-block-1-00ff")))).isEmpty();
        assertThat(provider.trouble()).get().asString().contains("says nothing of pods");
        assertThatThrownBy(() -> provider.submit(block("block-1-00ff")))
                .hasMessageContaining("is not known")
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SUBMIT_UNANSWERED));
        assertThatThrownBy(() -> provider.cancel(List.of(new JobId("x"))))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMAND_FAILED));
        assertThatThrownBy(() -> provider.find("block-1-00ff"))
                .isInstanceOf(BeamletException.class);
    }

    @Test
    void aRefusalSaysWhatToDo() throws Exception {
        server.expect()
                .post()
                .withPath(PODS)
                .andReturn(403, status(403, "exceeded quota: pods"))
                .always();
        KubernetesProvider provider = started();

        assertThatThrownBy(() -> provider.submit(block("block-1-00ff")))
                .hasMessageContaining("exceeded quota")
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.SUBMIT_REJECTED);
                            assertThat(e.remedy()).contains("quota");
                        });
    }

    @Test
    void aPodWhoseSecretIsRefusedDoesNotStay() throws Exception {
        server.expect()
                .post()
                .withPath(PODS)
                .andReturn(
                        201,
                        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"beamlet-block-1-00ff\",\"uid\":\"7\"}}")
                .once();
        server.expect().post().withPath(SECRETS).andReturn(403, status(403, "no secrets")).always();
        server.expect()
                .delete()
                .withPath(PODS + "/beamlet-block-1-00ff")
                .andReturn(200, status(200, "deleted"))
                .once();
        KubernetesProvider provider = started();

        assertThatThrownBy(() -> provider.submit(block("block-1-00ff")))
                .hasMessageContaining("no secrets");

        assertThat(server.getLastRequest().getMethod()).isEqualTo("DELETE");
    }

    private static String status(int code, String message) {
        return Serialization.asJson(
                new StatusBuilder()
                        .withCode(code)
                        .withStatus(code < 300 ? "Success" : "Failure")
                        .withMessage(message)
                        .build());
    }

    @Test
    void namesAreWrittenAsKubernetesWants() {
        assertThat(PodMaker.clean("Beamlet_X.block-1-00ff")).isEqualTo("beamlet-x-block-1-00ff");
        assertThat(PodMaker.clean("a".repeat(80) + "-block-1-00ff"))
                .hasSize(63)
                .endsWith("block-1-00ff");
    }
}
