package org.beamlet.agent.userendpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.agent.account.LocalAccount;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.template.Surroundings;
import org.beamlet.agent.template.UserSchema;
import org.beamlet.agent.template.UserTemplate;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that runs as another account is given, through a pipe: there it is seen by nobody.
 *
 * @param sealed whether the agent must find that it can gain no rights
 * @param token good for this user endpoint alone
 * @param manager its name, and so that of the folder beside which the user endpoint's lies
 * @param options what the user fills into the template
 * @param config of the manager
 * @param place of the template, whose folder it may include from where the account may read it
 * @param unfinished where it is started for what it may have left, with the configuration it had
 */
public record Handover(
        @JsonProperty("account") LocalAccount account,
        @JsonProperty("sealed") boolean sealed,
        @JsonProperty("service") String service,
        @JsonProperty("token") String token,
        @JsonProperty("manager") String manager,
        @JsonProperty("name") String name,
        @JsonProperty("id") String id,
        @JsonProperty("user") String user,
        @JsonProperty("user_name") String userName,
        @JsonProperty("options") ObjectNode options,
        @JsonProperty("runtime") ObjectNode runtime,
        @JsonProperty("config") String config,
        @JsonProperty("template") String template,
        @JsonProperty("place") String place,
        @JsonProperty("schema") @Nullable String schema,
        @JsonProperty("unfinished") boolean unfinished,
        @JsonProperty("debug") boolean debug) {

    /**
     * Fills the template in and makes the folder, as the account.
     *
     * @param endpoints the folder of the account's endpoints
     * @return the endpoint to start; empty where it has left nothing
     */
    public Optional<EndpointFolder> settle(Path endpoints) throws IOException {
        EndpointName above = new EndpointName(manager);
        ChildFolders folders =
                new ChildFolders(new EndpointFolder(endpoints.resolve(manager), above));
        if (unfinished) {
            EndpointFolder folder = folders.of(new EndpointName(name));
            return folder.configured() && ChildFolders.unfinished(folder)
                    ? Optional.of(folder)
                    : Optional.empty();
        }
        Path file = Path.of(place);
        Path named = file.getFileName();
        UserTemplate source =
                new UserTemplate(template, String.valueOf(named), file.resolveSibling(""));
        Optional<UserSchema> checks =
                Optional.ofNullable(schema).map(text -> UserSchema.parse(text, "the schema"));
        Surroundings around =
                Surroundings.ofThisUser().withAccount(account.forTemplates()).withUser(user);
        String text = ChildConfig.text(options, runtime, config, source, checks, around).text();
        return Optional.of(
                folders.prepare(
                        new ChildFolders.Whose(
                                new EndpointName(name),
                                EndpointId.parse(id),
                                UUID.fromString(user),
                                userName),
                        text,
                        // Its own user alone: what anybody else submits is refused here as well.
                        Optional.of(UUID.fromString(user))));
    }

    /** Never shows the token, nor what may be secret of the user's. */
    @Override
    public String toString() {
        return "Handover[%s as %s]".formatted(name, account.name());
    }
}
