package org.beamlet.agent.queue;

import com.rabbitmq.client.AMQP;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.access.AccessRules;
import org.beamlet.agent.access.AccessRules.Refusal;
import org.beamlet.agent.access.Allowance;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.access.Attempts;
import org.beamlet.agent.access.ServiceAccount;
import org.beamlet.agent.access.TaskRules;
import org.beamlet.agent.schedule.Outcome;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.task.TaskTerms;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads deliveries and says which may run.
 *
 * @param tasks what they may ask for, whoever sends them
 * @param account what else counts where the agent's account works for several projects
 * @param allowance of each user
 * @param attempts is told of each that was judged
 * @param endpoint by id
 */
public record Admission(
        AccessRules rules,
        TaskRules tasks,
        Optional<ServiceAccount> account,
        Allowance allowance,
        Attempts attempts,
        String endpoint) {
    private static final Logger LOG = Logger.getLogger(Admission.class);

    private static final String USER = System.getProperty("user.name", "");

    /** Of an endpoint whose account works for one person. */
    public Admission(AccessRules rules, TaskRules tasks) {
        this(rules, tasks, Optional.empty(), Allowance.FREE, _ -> {}, "");
    }

    /** Of an endpoint that takes tasks of each usual kind. */
    public Admission(AccessRules rules) {
        this(rules, TaskRules.USUAL);
    }

    /**
     * What becomes of a delivery.
     *
     * @param refusal the outcome of a task that must not run
     */
    public record Verdict(AcceptedTask task, Optional<Outcome> refusal) {}

    /** {@return empty for what no outcome can be told of, because it names no task} */
    public Optional<Verdict> judge(AMQP.@Nullable BasicProperties properties, byte[] body) {
        Map<String, Object> headers =
                properties == null || properties.getHeaders() == null
                        ? Map.of()
                        : properties.getHeaders();
        try {
            return Optional.of(judge(headers, MessageCodec.decode(body)));
        } catch (BeamletException e) {
            return unreadable(headers, e);
        }
    }

    private Verdict judge(Map<String, Object> headers, Message message) {
        String user = text(headers, AmqpNames.USER);
        if (!(message instanceof Message.Task(var id, var buffer))) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    "a %s came through the task queue".formatted(message.type()),
                    "send task messages only");
        }
        List<String> wanted = texts(headers.get(AmqpNames.RESULT_SERIALIZERS));
        AcceptedTask task =
                new AcceptedTask(
                        new TaskId(id),
                        text(headers, AmqpNames.FUNCTION_UUID),
                        headers.get(AmqpNames.ATTEMPT) instanceof Number n
                                ? Math.max(1, n.intValue())
                                : 1,
                        buffer,
                        tasks.serializers().forResults(wanted),
                        text(headers, AmqpNames.RESOURCE_SPECIFICATION),
                        terms(text(headers, AmqpNames.TERMS), buffer),
                        user);
        Optional<Refusal> refusal = refusal(task, wanted, user);
        if (refusal.isEmpty() && account.isPresent()) {
            ServiceAccount.Verdict verdict =
                    account.get().judge(user, rules.code().installed(buffer));
            switch (verdict) {
                case ServiceAccount.Verdict.Kept(var to) -> {
                    task = task.keptTo(to);
                    refusal = unless(TaskTerms.parse(task.terms().text()).confined() != null);
                }
                case ServiceAccount.Verdict.Refused(var why) -> refusal = Optional.of(why);
            }
        }
        told(task, user, refusal);
        return new Verdict(
                task, refusal.map(why -> Outcome.failure(why.code().name(), why.text(), "")));
    }

    /** What would not arrive where the task runs must not be relied on. */
    private static Optional<Refusal> unless(boolean arrives) {
        return arrives
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                ErrorCode.CONFIG_INVALID,
                                "the folders of all projects of the user are too many for a task;"
                                        + " ask the endpoint's owner to name fewer"));
    }

    /** Of what is allowed to the one person whose endpoint it is, account is kept elsewhere. */
    private void told(AcceptedTask task, String user, Optional<Refusal> refusal) {
        if (refusal.isEmpty() && account.isEmpty() && !attempts.all()) {
            return;
        }
        attempts.note(
                new Attempt(
                        Attempt.What.TASK,
                        task.id().toString(),
                        user,
                        USER,
                        task.functionId(),
                        rules.code().hash(task.taskBuffer()),
                        endpoint,
                        rules.code().paths(task.taskBuffer()),
                        refusal.map(why -> new Attempt.Refused(why.code(), why.text()))));
    }

    /** What is installed here is not fetched. */
    private TaskTerms terms(String text, String buffer) {
        TaskTerms terms = TaskTerms.parse(text);
        boolean fetched = terms.bundle() != null && !rules.code().installed(buffer);
        // Where it is kept to, and what is told of it, is for the site alone to say.
        return (fetched ? terms : terms.installed()).kept(null).tellingPaths(attempts.all());
    }

    private Optional<Refusal> refusal(AcceptedTask task, List<String> wanted, String user) {
        Optional<Refusal> refusal =
                rules.refusal(task.functionId(), user, task.taskBuffer())
                        .or(() ->
                                tasks.refusal(
                                        task.resourceSpecification(), task.taskBuffer(), wanted))
                        .or(() -> allowance.refusal(user));
        refusal.ifPresent(why ->
                LOG.warnf(
                        "task=%s refused user=%s function=%s code=%s: %s",
                        task.id(), user, task.functionId(), why.code(), why.text()));
        return refusal;
    }

    private static Optional<Verdict> unreadable(Map<String, Object> headers, BeamletException why) {
        String id = text(headers, AmqpNames.TASK_UUID);
        LOG.errorf("task=%s cannot be read: %s", id, why.getMessage());
        try {
            AcceptedTask task = new AcceptedTask(TaskId.parse(id), "", 1, "", List.of(), "");
            return Optional.of(
                    new Verdict(
                            task,
                            Optional.of(
                                    Outcome.failure(
                                            why.code().name(),
                                            String.valueOf(why.getMessage()),
                                            ""))));
        } catch (BeamletException _) {
            return Optional.empty();
        }
    }

    private static String text(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        return value == null ? "" : value.toString();
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> items) {
            items.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }
}
