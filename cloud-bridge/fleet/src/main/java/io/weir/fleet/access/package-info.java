/** Who may see and do: people with passwords and sessions, scripts with tokens. */
package io.weir.fleet.access;
