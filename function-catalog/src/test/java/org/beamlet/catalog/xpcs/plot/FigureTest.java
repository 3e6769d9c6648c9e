package org.beamlet.catalog.xpcs.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class FigureTest {
    /** Left there to be looked at. */
    private static final Path PICTURES = Path.of("target/pictures");

    @TempDir private Path folder;

    static Stream<Arguments> figures() {
        return SampleFigures.all().entrySet().stream()
                .map(named -> Arguments.of(named.getKey(), named.getValue()));
    }

    private static Figure sample(String name) {
        return Objects.requireNonNull(SampleFigures.all().get(name), name);
    }

    private BufferedImage png(Figure figure) throws IOException {
        Path file = folder.resolve("figure.png");
        figure.writePng(file);
        return ImageIO.read(file.toFile());
    }

    private Element svg(Figure figure)
            throws IOException, ParserConfigurationException, SAXException {
        Path file = folder.resolve("figure.svg");
        figure.writeSvg(file);
        return parsed(file);
    }

    private static Element parsed(Path file)
            throws IOException, ParserConfigurationException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    private static long colours(BufferedImage image) {
        int width = image.getWidth();
        int[] dots = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        return Arrays.stream(dots).distinct().count();
    }

    private static long count(BufferedImage image, Box box, Color colour) {
        long count = 0;
        for (int y = (int) box.y(); y < box.bottom(); y++) {
            for (int x = (int) box.x(); x < box.right(); x++) {
                count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
            }
        }
        return count;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("figures")
    void isDrawnInDots(String name, Figure figure) throws IOException {
        Path file = Files.createDirectories(PICTURES).resolve(name + ".png");
        figure.writePng(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(figure.width());
        assertThat(image.getHeight()).isEqualTo(figure.height());
        assertThat(colours(image)).isGreaterThan(20);
        // Nothing runs over the edge.
        int width = figure.width();
        int height = figure.height();
        assertThat(image.getRGB(0, 0, width, 1, null, 0, width)).containsOnly(0xffffffff);
        assertThat(image.getRGB(0, height - 1, width, 1, null, 0, width)).containsOnly(0xffffffff);
        assertThat(image.getRGB(0, 0, 1, height, null, 0, 1)).containsOnly(0xffffffff);
        assertThat(image.getRGB(width - 1, 0, 1, height, null, 0, 1)).containsOnly(0xffffffff);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("figures")
    void isWrittenInShapes(String name, Figure figure) throws Exception {
        Path file = Files.createDirectories(PICTURES).resolve(name + ".svg");
        figure.writeSvg(file);
        Element root = parsed(file);
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getAttribute("width")).isEqualTo(String.valueOf(figure.width()));
        NodeList texts = root.getElementsByTagName("text");
        assertThat(texts.getLength()).isGreaterThan(5);
        assertThat(Files.size(file)).isLessThan(1_500_000);
        // Not the images: any three letters may stand there.
        assertThat(Files.readString(file).replaceAll("base64,[^\"]*", ""))
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
    }

    @Test
    void mapsAreImagesInShapesAsWell() throws Exception {
        Figure two = sample("c2_row");
        NodeList images = svg(two).getElementsByTagName("image");
        assertThat(images.getLength()).isEqualTo(5);
        assertThat(((Element) images.item(1)).getAttribute("xlink:href"))
                .startsWith("data:image/png;base64,iVBOR");
    }

    @Test
    void aCurveAndItsFitAreWhereTheyBelong() throws IOException {
        double[] delays = {1, 10, 100};
        double[] step = {1.5, 1.5, 1.0};
        Curve curve = new Curve(1, "bin 1", step, new double[3], new Curve.Line(delays, step), "");
        Figure row =
                new G2RowPlot(
                        "a step",
                        "delay (s)",
                        delays,
                        SampleFigures.nothing(),
                        List.of(new G2RowPlot.Shown("bin 1", List.of(curve))));
        BufferedImage image = png(row);
        Box box = Cells.curves(1, 1);
        Color line = Palette.of(0, G2RowPlot.MOST).darker();
        Box upperLeft = new Box(box.x() + 5, box.y() + 5, box.width() / 2 - 20, box.height() / 4);
        Box lowerLeft = new Box(box.x() + 5, box.bottom() - 90, box.width() / 2 - 20, 80);
        Box lowerRight = new Box(box.right() - 40, box.bottom() - 60, 38, 55);
        assertThat(count(image, upperLeft, line)).isGreaterThan(50);
        assertThat(count(image, lowerLeft, line)).isZero();
        assertThat(count(image, lowerRight, line)).isPositive();
    }

    @Test
    void aTwoTimeMapStandsOnItsFirstTime() throws IOException {
        int frames = 20;
        float[] c2 = new float[frames * frames];
        for (int t1 = 0; t1 < frames; t1++) {
            for (int t2 = t1; t2 < frames; t2++) {
                c2[t1 * frames + t2] = t1 + t2 < frames ? 1 : 2;
            }
        }
        TwoTimePlot plot =
                new TwoTimePlot(
                        "halves",
                        SampleFigures.nothing(),
                        List.of(TwoTimeDots.of(1, "bin 1", frames, c2)),
                        OptionalDouble.empty());
        BufferedImage image = png(plot);
        Box box = Cells.map(1, 1.2).fit(1, 1);
        int x = (int) (box.x() + box.width() / 4);
        assertThat(image.getRGB(x, (int) (box.bottom() - box.height() / 4)))
                .isEqualTo(Viridis.at(0).getRGB());
        assertThat(image.getRGB((int) (box.right() - 30), (int) box.y() + 30))
                .isEqualTo(Viridis.at(1).getRGB());
    }

    @Test
    void aLargeTwoTimeDotsMakesNoLargePicture() throws Exception {
        int frames = 5000;
        float[] c2 = new float[frames * frames];
        for (int i = 0; i < c2.length; i++) {
            c2[i] = 1 + (i * 7919L % 1000) / 1000f;
        }
        TwoTimePlot plot =
                new TwoTimePlot(
                        "large",
                        SampleFigures.nothing(),
                        List.of(TwoTimeDots.of(1, "bin 1", frames, c2)),
                        OptionalDouble.of(0.001));
        assertThat(png(plot).getWidth()).isLessThan(1200);
        svg(plot);
        assertThat(Files.size(folder.resolve("figure.svg"))).isLessThan(600_000);
    }

    @Test
    void anImageIsCutToWhereTheGoodPixelsAre() throws Exception {
        Figure figure = sample("saxs_mask");
        NodeList images = svg(figure).getElementsByTagName("image");
        assertThat(images.getLength()).isEqualTo(2);
        Element first = (Element) images.item(0);
        Labels.Part part = SampleFigures.rings(12, 1).goodPart();
        assertThat(part.height()).isLessThan(SampleFigures.ROWS + 1);
        assertThat(part.width()).isLessThan(SampleFigures.COLUMNS);
        double width = Double.parseDouble(first.getAttribute("width"));
        double height = Double.parseDouble(first.getAttribute("height"));
        assertThat(width / height)
                .isCloseTo(
                        part.width() / (double) part.height(),
                        org.assertj.core.data.Offset.offset(0.01));
    }

    @Test
    void namesWithSignsOfXmlAreKept() throws Exception {
        Element root = svg(new SaxsPlot("<a> & \"b\"", new float[] {1, 2}, 1, 2));
        NodeList texts = root.getElementsByTagName("text");
        boolean found = false;
        for (int i = 0; i < texts.getLength(); i++) {
            found |= texts.item(i).getTextContent().equals("<a> & \"b\"");
        }
        assertThat(found).isTrue();
    }
}
