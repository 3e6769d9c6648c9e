package org.beamlet.catalog.xpcs.fit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Percentage;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against {@code scipy.optimize.curve_fit}; how fits.json was made stands beside it. */
class ScipyFitTest {
    private static final Percentage CLOSE = Percentage.withPercentage(1e-2);

    private static Stream<Arguments> named(String kind) throws IOException {
        JsonNode all =
                Json.read(Files.readString(Path.of("src/test/resources/xpcs/fit/fits.json")));
        return StreamSupport.stream(all.path(kind).spliterator(), false)
                .map(one -> Arguments.of(one.path("name").asText(), one));
    }

    static Stream<Arguments> decays() throws IOException {
        return named("decays");
    }

    static Stream<Arguments> lines() throws IOException {
        return named("lines");
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decays")
    void aDecayHasTheSameParametersAndErrors(String name, JsonNode theirs) {
        FitOptions options = FitOptions.of(DecayModel.STRETCHED);
        for (Parameter parameter : Parameter.values()) {
            JsonNode given = theirs.path("fixed").path(String.valueOf(parameter.index()));
            if (given.isNumber()) {
                options = options.fix(parameter, given.asDouble());
            }
        }
        compare(theirs, options.scale(ErrorScale.GIVEN), "given");
        compare(theirs, options.scale(ErrorScale.SCATTER), "scatter");
    }

    private static Parameter at(int index) {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> parameter.index() == index)
                .findFirst()
                .orElseThrow();
    }

    private static void compare(JsonNode theirs, FitOptions options, String errors) {
        DecayFit fit =
                new DecayFitter(options)
                        .fit(
                                numbers(theirs.path("delays")),
                                numbers(theirs.path("values")),
                                numbers(theirs.path("errors")));
        assertThat(fit).isInstanceOf(DecayFit.Fitted.class);
        DecayFit.Fitted fitted = (DecayFit.Fitted) fit;
        assertThat(fitted.chiSquare()).isCloseTo(theirs.path("chi_square").asDouble(), CLOSE);
        JsonNode free = theirs.path("free");
        assertThat(free.size()).isPositive();
        for (int i = 0; i < free.size(); i++) {
            Parameter parameter = at(free.get(i).asInt());
            Estimate own = fitted.get(parameter);
            assertThat(own.value())
                    .as("%s", parameter)
                    .isCloseTo(theirs.path("parameters").get(i).asDouble(), CLOSE);
            assertThat(own.error())
                    .as("error of %s", parameter)
                    .isCloseTo(theirs.path(errors).get(i).asDouble(), CLOSE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aPowerLawIsTheSame(String name, JsonNode theirs) {
        double[] tau = numbers(theirs.path("tau"));
        double[] errors = numbers(theirs.path("error"));
        double[] q = numbers(theirs.path("q"));
        List<PowerLaw.Point> points = new ArrayList<>();
        for (int i = 0; i < q.length; i++) {
            points.add(new PowerLaw.Point(q[i], new Estimate(tau[i], errors[i])));
        }
        PowerLaw law = PowerLaw.fit(points, ErrorScale.GIVEN);
        assertThat(law).isInstanceOf(PowerLaw.Found.class);
        PowerLaw.Found found = (PowerLaw.Found) law;
        assertEstimate(found.exponent(), theirs, "exponent");
        assertEstimate(found.logPrefactor(), theirs, "log_prefactor");
        assertEstimate(found.diffusion(), theirs, "diffusion");
    }

    private static void assertEstimate(Estimate own, JsonNode theirs, String name) {
        assertThat(own.value()).as(name).isCloseTo(theirs.path(name).asDouble(), CLOSE);
        assertThat(own.error())
                .as("error of " + name)
                .isCloseTo(theirs.path(name + "_error").asDouble(), CLOSE);
    }
}
