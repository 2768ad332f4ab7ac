/**
 * Plays the host in a plugin's unit tests: no framework, no mock, no waiting. Plain Java; works
 * with any test library.
 *
 * <pre>{@code
 * Changed answer =
 *     PluginHarness.of(new TemperaturePlugin(Defaults.of(Config.class))).call(UNIT, new TempUnit("K"));
 * }</pre>
 */
package io.weir.plugin.testkit;
