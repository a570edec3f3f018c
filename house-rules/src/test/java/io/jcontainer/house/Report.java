package io.jcontainer.house;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What Surefire wrote about the tests of one module.
 *
 * @param module directory name
 * @param tests how many there are, with the skipped ones
 * @param skips the skipped ones
 */
record Report(String module, int tests, List<Skip> skips) {
  /**
   * A test that was not run to its end.
   *
   * @param test class and method
   * @param reason as its condition or assumption gave it
   */
  record Skip(String test, String reason) {
    @Override
    public String toString() {
      return test + ": " + reason;
    }
  }

  /** Reads the reports beneath a module's directory; empty if its tests were not run. */
  static Report of(Path module) throws IOException {
    Path directory = module.resolve("target/surefire-reports");
    Report report = new Report(module.getFileName().toString(), 0, List.of());
    if (!Files.isDirectory(directory)) {
      return report;
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> xml =
          files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
      for (Path file : xml) {
        report = report.plus(file);
      }
    }
    return report;
  }

  private Report plus(Path file) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try (InputStream in = Files.newInputStream(file)) {
      return plus(factory.createXMLStreamReader(in));
    } catch (XMLStreamException e) {
      throw new IOException("cannot read " + file, e);
    }
  }

  private Report plus(XMLStreamReader xml) throws XMLStreamException {
    int count = 0;
    String test = "";
    List<Skip> more = new ArrayList<>(skips);
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamReader.START_ELEMENT) {
        continue;
      }
      if (xml.getLocalName().equals("testcase")) {
        count++;
        test = attribute(xml, "classname") + "." + attribute(xml, "name");
      } else if (xml.getLocalName().equals("skipped")) {
        more.add(new Skip(test, reason(xml)));
      }
    }
    return new Report(module, tests + count, List.copyOf(more));
  }

  /** A condition's reason is in the attribute, an assumption's before its stack trace. */
  private static String reason(XMLStreamReader xml) throws XMLStreamException {
    String message = attribute(xml, "message");
    return message.isEmpty() ? xml.getElementText().lines().findFirst().orElse("") : message;
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }
}
