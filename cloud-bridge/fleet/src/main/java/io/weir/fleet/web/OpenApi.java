package io.weir.fleet.web;

import io.weir.fleet.web.Route.Who;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The description of this API (OpenAPI 3.1), as it stands in the class path. */
final class OpenApi {
  private final byte[] document = load();

  List<Route> routes() {
    return List.of(
        Route.get(
            "/openapi.json",
            Who.USER,
            context -> context.contentType("application/json").result(document)));
  }

  private static byte[] load() {
    try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json is part of this program", e);
    }
  }
}
