/**
 * What the command line asks the agent for: its plugins on {@code agent.plugins}, its configuration
 * on {@code agent.config}. Every request and answer is a JSON object; a refusal is {@code {"error":
 * "..."}}. Exports nothing.
 */
package io.weir.console;
