package org.beamlet.cloud.packaged;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may call which route, one row for each. A row says what a stranger gets who has a token of
 * their own and asks for what is alice's: {@code {function}}, {@code {endpoint}}, {@code {task}},
 * {@code {group}} (of tasks), {@code {users}} (a group of users), {@code {stands}} (a group of
 * endpoints), {@code {token}}.
 *
 * <ul>
 *   <li>{@code open}: answers everybody, without a token
 *   <li>{@code secret}: asks for a secret of its own instead of a token
 *   <li>{@code own}: answers with what is the caller's; nothing of alice's may be in it
 *   <li>{@code operators}: 403 OPERATOR_REQUIRED to whoever is none
 *   <li>a code: this refusal, with its status
 * </ul>
 */
final class RouteRules {
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final Pattern BRACES = Pattern.compile("\\{[^}]*}");
    private static final int PARTS = 4;

    private static final String TABLE =
            """
            open                           GET    /health
            open                           GET    /health/live
            open                           GET    /health/ready
            open                           GET    /v2/version
            open                           GET    /beamlet/v1/auth
            open                           GET    /.well-known/openid-configuration
            secret                         POST   /beamlet/v1/oauth2/token
            secret                         POST   /beamlet/v1/admin/backup
            own                            POST   /v3/functions
            own                            POST   /v2/functions
            403 FUNCTION_ACCESS_FORBIDDEN  GET    /v2/functions/{function}
            403 FUNCTION_ACCESS_FORBIDDEN  DELETE /v2/functions/{function}
            own                            GET    /beamlet/v1/functions
            403 FUNCTION_ACCESS_FORBIDDEN  GET    /beamlet/v1/functions/{function}/sharing
            403 FUNCTION_ACCESS_FORBIDDEN  PUT    /beamlet/v1/functions/{function}/sharing
            own                            POST   /v3/endpoints
            403 ENDPOINT_ALREADY_REGISTERED PUT   /v3/endpoints/{endpoint} {"endpoint_name":"e"}
            own                            GET    /v2/endpoints
            own                            POST   /v2/endpoints
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /v3/endpoints/{endpoint}/lock
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /v2/endpoints/{endpoint}/lock
            403 ENDPOINT_ACCESS_FORBIDDEN  GET    /v2/endpoints/{endpoint}
            403 ENDPOINT_ACCESS_FORBIDDEN  GET    /v2/endpoints/{endpoint}/status
            403 ENDPOINT_ACCESS_FORBIDDEN  GET    /v3/endpoints/{endpoint}/allowed_functions
            403 ENDPOINT_ACCESS_FORBIDDEN  DELETE /v2/endpoints/{endpoint}
            403 ENDPOINT_ACCESS_FORBIDDEN  GET    /beamlet/v1/endpoints/{endpoint}/sharing
            403 ENDPOINT_ACCESS_FORBIDDEN  PUT    /beamlet/v1/endpoints/{endpoint}/sharing
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /beamlet/v1/endpoints/{endpoint}/reconcile
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /beamlet/v1/endpoints/{endpoint}/agent-token
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /v3/endpoints/{endpoint}/submit \
            {"tasks":{"{function}":["x"]}}
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /v2/submit \
            {"tasks":[["{function}","{endpoint}","x"]]}
            secret                         POST   /v2/oauth2/token
            secret                         GET    /v2/oauth2/userinfo
            secret                         GET    /v2/api/identities
            secret                         POST   /v2/oauth2/token/revoke
            403 TASK_ACCESS_FORBIDDEN      GET    /v2/tasks/{task}
            403 TASK_ACCESS_FORBIDDEN      GET    /beamlet/v1/tasks/{task}
            own                            POST   /v2/batch_status {"task_ids":["{task}"]}
            403 TASK_GROUP_ACCESS_FORBIDDEN GET   /v2/taskgroup/{group}
            own                            GET    /v2/get_amqp_result_connection_url
            own                            POST   /beamlet/v1/groups {"name":"mine"}
            own                            GET    /beamlet/v1/groups
            403 AUTH_GROUP_ACCESS_FORBIDDEN GET   /beamlet/v1/groups/{users}
            403 AUTH_GROUP_ACCESS_FORBIDDEN DELETE /beamlet/v1/groups/{users}
            403 AUTH_GROUP_ACCESS_FORBIDDEN PUT   /beamlet/v1/groups/{users}/members/mallory
            403 AUTH_GROUP_ACCESS_FORBIDDEN DELETE /beamlet/v1/groups/{users}/members/alice
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /beamlet/v1/endpoint-groups \
            {"name":"mine","endpoints":["{endpoint}"]}
            own                            GET    /beamlet/v1/endpoint-groups
            403 ENDPOINT_ACCESS_FORBIDDEN  GET    /beamlet/v1/endpoint-groups/{stands}
            403 ENDPOINT_ACCESS_FORBIDDEN  DELETE /beamlet/v1/endpoint-groups/{stands}
            own                            PUT    /beamlet/v1/artifacts/{none}
            404 ARTIFACT_NOT_FOUND         GET    /beamlet/v1/artifacts/{none}
            404 ARTIFACT_NOT_FOUND         HEAD   /beamlet/v1/artifacts/{none}
            403 FUNCTION_ACCESS_FORBIDDEN  POST   /beamlet/v1/endpoints/{endpoint}/submit \
            {"tasks":{"{function}":["x"]}}
            403 ENDPOINT_ACCESS_FORBIDDEN  POST   /beamlet/v1/endpoints/{endpoint}/news
            403 FUNCTION_ACCESS_FORBIDDEN  GET    /beamlet/v1/functions/{function}
            403 FUNCTION_ACCESS_FORBIDDEN  POST   /beamlet/v1/functions/{function}/deprecate \
            {"reason":"x"}
            403 FUNCTION_ACCESS_FORBIDDEN  POST   /beamlet/v1/functions/{function}/revoke \
            {"reason":"x"}
            403 FUNCTION_ACCESS_FORBIDDEN  POST   /beamlet/v1/functions/{function}/restore
            own                            GET    /beamlet/v1/tasks
            403 TASK_ACCESS_FORBIDDEN      GET    /beamlet/v1/tasks/{task}/logs
            403 TASK_ACCESS_FORBIDDEN      POST   /beamlet/v1/tasks/{task}/cancel
            403 TASK_GROUP_ACCESS_FORBIDDEN POST  /beamlet/v1/task-groups/{group}/cancel
            own                            GET    /beamlet/v1/whoami
            own                            GET    /beamlet/v1/quota
            own                            GET    /beamlet/v1/tokens
            404 TOKEN_NOT_FOUND            DELETE /beamlet/v1/tokens/{token}
            operators                      POST   /beamlet/v1/admin/tokens {"user":"mallory"}
            operators                      GET    /beamlet/v1/admin/tokens
            operators                      DELETE /beamlet/v1/admin/tokens/{token}
            operators                      GET    /beamlet/v1/admin/users
            operators                      PUT    /beamlet/v1/admin/users/mallory {"operator":true}
            operators                      DELETE /beamlet/v1/admin/users/alice/tokens
            operators                      GET    /beamlet/v1/admin/users/alice/quota
            operators                      PUT    /beamlet/v1/admin/users/mallory/quota
            operators                      POST   /beamlet/v1/admin/clients {"name":"x"}
            operators                      POST   /beamlet/v1/admin/daemons {"name":"x"}
            operators                      GET    /beamlet/v1/admin/daemons
            operators                      DELETE /beamlet/v1/admin/daemons/{function}
            operators                      GET    /beamlet/v1/admin/audit
            operators                      GET    /beamlet/v1/admin/audit/verification
            """;

    private RouteRules() {}

    /**
     * A row.
     *
     * @param status of the refusal; 0 where there is none
     * @param code of the refusal, or the word
     */
    record Rule(int status, String code, String method, String path, @Nullable String body) {
        static Rule parse(String line) {
            boolean refused = Character.isDigit(line.charAt(0));
            String[] parts = BLANKS.split(refused ? line : "0 " + line, PARTS + 1);
            return new Rule(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    parts[2],
                    parts[3],
                    parts.length > PARTS ? parts[PARTS] : null);
        }

        boolean needsToken() {
            return !code.equals("open") && !code.equals("secret");
        }

        /** {@return whether it speaks of the route, whose path has its parameters in braces} */
        boolean covers(String route) {
            int blank = route.indexOf(' ');
            String[] said = path.split("/", -1);
            String[] parts = route.substring(blank + 1).split("/", -1);
            if (!method.equals(route.substring(0, blank)) || said.length != parts.length) {
                return false;
            }
            for (int i = 0; i < parts.length; i++) {
                boolean parameter = BRACES.matcher(parts[i]).matches();
                if (!parameter && !parts[i].equals(said[i])) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Rule> all() {
        return Arrays.stream(TABLE.split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(Rule::parse)
                .toList();
    }
}
