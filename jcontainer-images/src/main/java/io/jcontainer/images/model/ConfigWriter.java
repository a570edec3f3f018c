package io.jcontainer.images.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jcontainer.HealthCheck;
import io.jcontainer.ImageConfig;
import io.jcontainer.Platform;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes configurations of our own making. What {@link ConfigFile} reads is what was written, and
 * the same image has the same configuration: no time is in it.
 */
public final class ConfigWriter {
  private ConfigWriter() {}

  /** The document for an image of a platform, with the diff ids of its layers. */
  public static byte[] write(Platform platform, ImageConfig config) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("architecture", platform.architecture());
          out.writeStringField("os", platform.os());
          text(out, "variant", platform.variant());
          out.writeFieldName("config");
          execution(out, config);
          out.writeFieldName("rootfs");
          layers(out, config);
          out.writeEndObject();
        });
  }

  /** The part of the document that says what layers the image has. */
  static void layers(JsonGenerator out, ImageConfig config) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "layers");
    out.writeArrayFieldStart("diff_ids");
    for (Object diffId : config.diffIds()) {
      out.writeString(diffId.toString());
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** The part of the document that says how the image is to be run. */
  static void execution(JsonGenerator out, ImageConfig config) throws IOException {
    out.writeStartObject();
    list(out, "Entrypoint", config.entrypoint());
    list(out, "Cmd", config.command());
    List<String> environment = new ArrayList<>();
    config.environment().forEach((name, value) -> environment.add(name + "=" + value));
    list(out, "Env", environment);
    text(out, "User", config.user());
    text(out, "WorkingDir", config.workingDirectory());
    text(out, "StopSignal", config.stopSignal());
    set(out, "ExposedPorts", config.exposedPorts());
    set(out, "Volumes", config.volumes());
    JsonOutput.textMap(out, "Labels", new TreeMap<>(config.labels()));
    if (config.healthCheck().isPresent()) {
      healthCheck(out, config.healthCheck().get());
    }
    list(out, "OnBuild", config.onBuild());
    out.writeEndObject();
  }

  private static void healthCheck(JsonGenerator out, HealthCheck check) throws IOException {
    out.writeObjectFieldStart("Healthcheck");
    List<String> test = new ArrayList<>(List.of("CMD"));
    test.addAll(check.command());
    list(out, "Test", test);
    out.writeNumberField("Interval", check.interval().toNanos());
    out.writeNumberField("Timeout", check.timeout().toNanos());
    out.writeNumberField("StartPeriod", check.startPeriod().toNanos());
    out.writeNumberField("StartInterval", check.startInterval().toNanos());
    out.writeNumberField("Retries", check.retries());
    out.writeEndObject();
  }

  private static void text(JsonGenerator out, String field, String value) throws IOException {
    if (!value.isEmpty()) {
      out.writeStringField(field, value);
    }
  }

  private static void list(JsonGenerator out, String field, List<String> values)
      throws IOException {
    if (!values.isEmpty()) {
      out.writeArrayFieldStart(field);
      for (String value : values) {
        out.writeString(value);
      }
      out.writeEndArray();
    }
  }

  /** A set is an object whose values mean nothing. */
  private static void set(JsonGenerator out, String field, Collection<String> names)
      throws IOException {
    if (!names.isEmpty()) {
      out.writeObjectFieldStart(field);
      for (String name : new TreeSet<>(names)) {
        out.writeObjectFieldStart(name);
        out.writeEndObject();
      }
      out.writeEndObject();
    }
  }
}
