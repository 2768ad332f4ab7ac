package io.weir.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A plugin's Maven project, as far as its pom says how it is built. Immutable.
 *
 * @param folder where its pom.xml is
 * @param name the artifact, which is also the bundle's symbolic name
 * @param version without {@code -SNAPSHOT}: the bundle's version
 * @param instructions what it adds to bnd's instructions, the property {@code bnd.extra}
 * @param plain whether it says nothing that only Maven understands: no dependency, no plugin, no
 *     profile of its own
 */
public record Project(
    Path folder, String name, String version, String instructions, boolean plain) {

  /**
   * Reads {@code pom.xml}.
   *
   * @throws IllegalStateException with a sentence for its author if this is no plugin's project
   */
  public static Project read(Path folder) throws IOException {
    Path pom = folder.resolve("pom.xml");
    if (!Files.isReadable(pom)) {
      throw new IllegalStateException(
          "there is no pom.xml in "
              + folder.toAbsolutePath()
              + ": go to the plugin's folder, or make one with 'weir plugin new NAME'");
    }
    Element project = document(pom).getDocumentElement();
    Element properties = child(project, "properties");
    return new Project(
        folder,
        text(project, "artifactId", pom),
        text(project, "version", pom).replace("-SNAPSHOT", ""),
        properties == null || child(properties, "bnd.extra") == null
            ? ""
            : child(properties, "bnd.extra").getTextContent(),
        child(project, "dependencies") == null
            && child(project, "build") == null
            && child(project, "profiles") == null);
  }

  /** The instructions for bnd that the parent of all plugins has, from its own pom. */
  static String instructionsOf(Path parentPom) throws IOException {
    return document(parentPom).getElementsByTagName("bnd").item(0).getTextContent();
  }

  Path sources() {
    return folder.resolve("src/main/java");
  }

  Path resources() {
    return folder.resolve("src/main/resources");
  }

  Path target() {
    return folder.resolve("target");
  }

  private static Document document(Path pom) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(pom.toFile());
    } catch (SAXException e) {
      throw new IllegalStateException(pom + " is not well-formed: " + e.getMessage(), e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java cannot read XML: " + e.getMessage(), e);
    }
  }

  private static String text(Element project, String name, Path pom) {
    Element found = child(project, name);
    if (found == null) {
      throw new IllegalStateException("expected a <" + name + "> of its own in " + pom);
    }
    return found.getTextContent().strip();
  }

  private static Element child(Element parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    return null;
  }
}
