/** The fleet over HTTP: the API, the pages, health. The only package that knows Javalin. */
package io.weir.fleet.web;
