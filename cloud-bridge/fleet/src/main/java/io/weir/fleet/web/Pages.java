package io.weir.fleet.web;

import io.javalin.http.Context;
import io.weir.fleet.access.Secrets;
import io.weir.fleet.web.Route.Who;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pages, from the folder {@code ui} of the class path. What is in {@code assets} has its hash
 * in its name and never changes.
 */
final class Pages {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("json", "application/json"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  private final Map<String, Optional<Page>> known = new ConcurrentHashMap<>();

  private record Page(byte[] bytes, String type, String tag) {}

  List<Route> routes() {
    return List.of(
        Route.get("/", Who.ANYBODY, context -> send(context, "index.html", "no-cache")),
        Route.get(
            "/assets/{file}",
            Who.ANYBODY,
            context ->
                send(
                    context,
                    "assets/" + context.pathParam("file"),
                    "public, max-age=31536000, immutable")),
        Route.get(
            "/{file}",
            Who.ANYBODY,
            context -> send(context, context.pathParam("file"), "no-cache")));
  }

  private void send(Context context, String name, String cache) {
    // one folder below and plain characters: nothing else of the class path can be named
    if (!name.matches("(assets/)?[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw Problem.notFound("no page " + context.path());
    }
    Page page = find(name).orElseThrow(() -> Problem.notFound("no page " + context.path()));
    context.header("Cache-Control", cache).header("ETag", page.tag());
    if (page.tag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(page.type()).result(page.bytes());
  }

  private Optional<Page> find(String name) {
    Optional<Page> page = known.get(name);
    if (page == null) {
      page = load(name);
      // only what is there: who asks for many names must not fill the memory
      if (page.isPresent()) {
        known.put(name, page);
      }
    }
    return page;
  }

  private static Optional<Page> load(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream in = Pages.class.getResourceAsStream("/ui/" + name)) {
      if (in == null || type == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      String hash = HexFormat.of().formatHex(Secrets.hash(bytes), 0, 8);
      return Optional.of(new Page(bytes, type, '"' + hash + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException("page " + name, e);
    }
  }
}
