package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of a trial. The same trial gives the same report.
 *
 * @param steps of all blocks, in order
 * @param samples one for each change
 * @param finished tasks that ran to their end
 * @param failed tasks that the endpoint gave up
 * @param lastFinished when the last task ended
 */
public record ScalingReport(
        List<ScalingStep> steps,
        List<ScalingSample> samples,
        int submitted,
        int finished,
        int failed,
        Optional<Duration> lastFinished) {
    public ScalingReport {
        steps = List.copyOf(steps);
        samples = List.copyOf(samples);
    }

    /** {@return how it stood at a moment} */
    public ScalingSample at(Duration moment) {
        return samples.stream()
                .filter(sample -> sample.at().compareTo(moment) <= 0)
                .reduce((_, later) -> later)
                .orElse(new ScalingSample(moment, 0, 0, 0, 0));
    }

    public int mostBlocks() {
        return samples.stream().mapToInt(ScalingSample::blocks).max().orElse(0);
    }

    /** {@return when steps of a kind were taken} */
    public List<Duration> times(ScalingStep.Kind kind) {
        return steps.stream().filter(step -> step.kind() == kind).map(ScalingStep::at).toList();
    }

    @Override
    public String toString() {
        return "%s%n%d tasks: %d finished, %d failed; at most %d blocks"
                .formatted(
                        steps.stream()
                                .map(ScalingStep::toString)
                                .collect(Collectors.joining(System.lineSeparator())),
                        submitted,
                        finished,
                        failed,
                        mostBlocks());
    }

    static String clock(Duration at) {
        return "%d:%02d:%02d".formatted(at.toHours(), at.toMinutesPart(), at.toSecondsPart());
    }
}
