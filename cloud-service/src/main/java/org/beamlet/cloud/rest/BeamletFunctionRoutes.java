package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.function.FunctionSearch;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.function.Notice;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Lists, searches and shows functions, which Globus Compute cannot. */
@Path("/beamlet/v1/functions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Functions")
public class BeamletFunctionRoutes {
    private final CloudService service;
    private final Functions functions;
    private final CurrentCaller caller;

    @Inject
    public BeamletFunctionRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.functions = service.functions();
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "listFunctions",
            summary = "Functions that you may run, newest first",
            description =
                    "In pages: where there are more, the header Link says where the next page is.")
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = FunctionView.class)))
    @APIResponse(
            responseCode = "422",
            description = "SEMANTICALLY_INVALID: an owner or limit that there is not.")
    public Response list(
            @Parameter(description = "Exactly this name.") @RestQuery @Nullable String name,
            @Parameter(description = "A word in name or description, whatever its case.") @RestQuery
                    @Nullable String text,
            @Parameter(description = "Whose: a user's UUID, or me.") @RestQuery
                    @Nullable String owner,
            @Parameter(description = "true: only public ones; false: only others.")
                    @RestQuery("public")
                    @Nullable Boolean shared,
            @Parameter(description = "At most so many on a page, 1 to 1000; 100 if left out.")
                    @RestQuery
                    @Nullable Integer limit,
            @Parameter(description = "Where the page begins; taken from a Link header.") @RestQuery
                    @Nullable String after,
            @Context UriInfo request) {
        int most = Paging.limit(limit);
        storable("name", name);
        storable("text", text);
        FunctionSearch search =
                new FunctionSearch(
                        Optional.ofNullable(name),
                        Optional.ofNullable(text).filter(word -> !word.isBlank()),
                        Optional.ofNullable(owner).map(who -> owner(caller.get(), who)),
                        Optional.ofNullable(shared),
                        Optional.ofNullable(after).map(FunctionSearch.Place::parse),
                        most + 1);
        return Paging.page(
                request,
                most,
                functions.search(caller.get(), search),
                found -> found.place().text(),
                this::views);
    }

    private static void storable(String what, @Nullable String text) {
        if (text != null) {
            StorableText.require(what, text);
        }
    }

    private static UUID owner(Caller caller, String text) {
        if (text.equals("me")) {
            return caller.userId();
        }
        if (UuidText.isUuid(text)) {
            return UUID.fromString(text);
        }
        throw new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID,
                "owner is '%s'".formatted(text),
                "give a user's UUID, or me");
    }

    private List<FunctionView> views(List<FunctionSearch.Found> page) {
        Map<FunctionId, Notice> notices =
                functions.notices().of(page.stream().map(one -> one.function().id()).toList());
        return page.stream()
                .map(one -> FunctionView.of(one.function(), notices.get(one.function().id())))
                .toList();
    }

    @GET
    @Path("{function}")
    @Operation(
            operationId = "showFunction",
            summary = "The function that a name stands for",
            description =
                    "NAME is its latest version, NAME@1.2.0 that one, NAME@1 and NAME@1.2 the"
                            + " latest that begins so, NAME@^1.2 the latest that is not older and"
                            + " compatible. Your own functions come before the catalog's, and"
                            + " those before what others share; deprecated versions are taken only"
                            + " where there is no other, revoked ones never.")
    @APIResponse(
            responseCode = "200",
            description = "The one that would run now.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = FunctionView.class)))
    @APIResponse(
            responseCode = "400",
            description =
                    "FUNCTION_VERSION_UNAVAILABLE: no such version, or it is revoked; the message"
                            + " lists the live ones.")
    @APIResponse(responseCode = "404", description = "FUNCTION_NOT_FOUND: no such name or id.")
    public FunctionView show(
            @Parameter(description = "A UUID, NAME, or NAME@VERSION.") @RestPath String function) {
        RegisteredFunction found = service.aliases().resolve(caller.get(), function);
        return FunctionView.of(found, functions.notices().of(List.of(found.id())).get(found.id()));
    }
}
