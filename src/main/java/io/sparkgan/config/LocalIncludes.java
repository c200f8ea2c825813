package io.sparkgan.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.net.URL;

/**
 * HOCON's {@code include} for files on the local disk and resources on the class path, never for
 * URLs. Unlike HOCON's own it refuses an include that is not there.
 *
 * @param folder where relative file names begin
 */
record LocalIncludes(File folder)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderClasspath, ConfigIncluderURL {

  /** For a text of this origin, usually a file name. */
  static LocalIncludes beside(String origin) {
    return new LocalIncludes(new File(origin).getAbsoluteFile().getParentFile());
  }

  /** A file if there is one, else a resource. */
  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    if (what.contains(":/")) {
      throw refused(what);
    }
    return inFolder(what).isFile() ? file(what) : resource(what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return file(what.getPath());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return resource(what);
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refused(what.toString());
  }

  /** Nothing else may include. */
  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  private ConfigObject file(String name) {
    File file = inFolder(name);
    if (file.exists() && (!file.isFile() || file.length() > ConfParser.LONGEST)) {
      throw new ConfigException.Generic(
          "include of %s: expected a file of at most %d bytes".formatted(file, ConfParser.LONGEST));
    }
    LocalIncludes nested = new LocalIncludes(file.getParentFile());
    return ConfigFactory.parseFile(file, present().setIncluder(nested)).root();
  }

  private ConfigObject resource(String name) {
    String path = name.startsWith("/") ? name.substring(1) : name;
    ClassLoader loader = LocalIncludes.class.getClassLoader();
    return ConfigFactory.parseResources(loader, path, present().setIncluder(this)).root();
  }

  private File inFolder(String name) {
    File file = new File(name);
    return file.isAbsolute() ? file : new File(folder, name);
  }

  private static ConfigParseOptions present() {
    return ConfigParseOptions.defaults().setAllowMissing(false);
  }

  private static ConfigException refused(String what) {
    return new ConfigException.Generic(
        "include takes local files and class path resources, not the URL " + what);
  }
}
