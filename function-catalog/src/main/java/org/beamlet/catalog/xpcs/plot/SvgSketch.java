package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes shapes as SVG 1.1. Text stays text, which is searched and needs no font here; maps are PNG
 * inside.
 */
final class SvgSketch implements Sketch, AutoCloseable {
    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final String LINK = "http://www.w3.org/1999/xlink";

    private final XMLStreamWriter out;
    private int clips;

    SvgSketch(OutputStream file, int width, int height) throws IOException {
        try {
            out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(file, "UTF-8");
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement("svg");
            out.writeDefaultNamespace(SVG);
            out.writeNamespace("xlink", LINK);
            attribute("version", "1.1");
            attribute("width", width);
            attribute("height", height);
            attribute("viewBox", "0 0 " + width + " " + height);
            attribute("font-family", "DejaVu Sans, Verdana, Arial, sans-serif");
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws XMLStreamException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (XMLStreamException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private void attribute(String name, String value) throws XMLStreamException {
        out.writeAttribute(name, value);
    }

    private void attribute(String name, double value) throws XMLStreamException {
        out.writeAttribute(name, number(value));
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
    }

    private static String hex(Color colour) {
        return String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xffffff);
    }

    private void box(Box box) throws XMLStreamException {
        attribute("x", box.x());
        attribute("y", box.y());
        attribute("width", box.width());
        attribute("height", box.height());
    }

    private void paint(String kind, Color colour) throws XMLStreamException {
        attribute(kind, hex(colour));
        if (colour.getAlpha() < 255) {
            attribute(kind + "-opacity", colour.getAlpha() / 255.0);
        }
    }

    private void stroke(Ink ink) throws XMLStreamException {
        paint("stroke", ink.colour());
        attribute("stroke-width", ink.width());
    }

    @Override
    public void fill(Box box, Color colour) {
        write(() -> {
            out.writeEmptyElement("rect");
            box(box);
            paint("fill", colour);
        });
    }

    @Override
    public void outline(Box box, Ink ink) {
        write(() -> {
            out.writeEmptyElement("rect");
            box(box);
            attribute("fill", "none");
            stroke(ink);
        });
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, Ink ink) {
        write(() -> {
            out.writeEmptyElement("line");
            attribute("x1", x1);
            attribute("y1", y1);
            attribute("x2", x2);
            attribute("y2", y2);
            stroke(ink);
        });
    }

    @Override
    public void path(double[] x, double[] y, int count, Ink ink) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < count; i++) {
            points.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
        }
        write(() -> {
            out.writeEmptyElement("polyline");
            attribute("points", points.toString());
            attribute("fill", "none");
            attribute("stroke-linejoin", "round");
            stroke(ink);
        });
    }

    @Override
    public void dot(double x, double y, double radius, Color colour) {
        write(() -> {
            out.writeEmptyElement("circle");
            attribute("cx", x);
            attribute("cy", y);
            attribute("r", radius);
            paint("fill", colour);
        });
    }

    @Override
    public void text(String text, double x, double y, Lettering lettering) {
        write(() -> {
            out.writeStartElement("text");
            attribute("x", x);
            attribute("y", y);
            attribute("font-size", lettering.size());
            attribute("text-anchor", lettering.anchor().name().toLowerCase(Locale.ROOT));
            if (lettering.bold()) {
                attribute("font-weight", "bold");
            }
            if (lettering.upright()) {
                attribute("transform", "rotate(-90 " + number(x) + " " + number(y) + ")");
            }
            out.writeCharacters(text);
            out.writeEndElement();
        });
    }

    @Override
    public void image(BufferedImage image, Box box) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            PngFile.write(image, png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String data = Base64.getEncoder().encodeToString(png.toByteArray());
        write(() -> {
            out.writeEmptyElement("image");
            box(box);
            attribute("preserveAspectRatio", "none");
            out.writeAttribute("xlink", LINK, "href", "data:image/png;base64," + data);
        });
    }

    @Override
    public void clipped(Box box, Runnable drawing) {
        String name = "clip" + clips++;
        write(() -> {
            out.writeStartElement("clipPath");
            attribute("id", name);
            out.writeEmptyElement("rect");
            box(box);
            out.writeEndElement();
            out.writeStartElement("g");
            attribute("clip-path", "url(#" + name + ")");
        });
        drawing.run();
        write(out::writeEndElement);
    }

    @Override
    public void close() throws IOException {
        try {
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }
}
