package io.weir.plugin.processing;

import io.weir.plugin.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one plugin, as its configuration has them under {@link #PROPERTY}. Immutable; any
 * thread.
 *
 * <pre>
 * processing = cpu:*       deadband=1 max-interval=60s ; \
 *              temperature scale=1.8 offset=32 unit=degF deadband=2% ; \
 *              vibration:* window=10s:mean,max ; \
 *              door        on-change ; \
 *              *           rate=100/s
 * </pre>
 *
 * A rule is a metric's name, where {@code *} stands for any characters, and options. The first rule
 * that fits a metric is the one; a metric that none fits passes as it is.
 *
 * <table>
 *   <caption>Options, in the order in which they work</caption>
 *   <tr><td>{@code scale=K offset=D unit=U}</td><td>value * K + D, in another unit</td></tr>
 *   <tr><td>{@code window=10s:mean,min,max,last}</td><td>one reading for each window; where several
 *       are asked for, each under {@code <name>:mean} and so on</td></tr>
 *   <tr><td>{@code on-change}</td><td>only what differs from the last reported</td></tr>
 *   <tr><td>{@code deadband=0.5}, {@code deadband=2%}</td><td>only what differs by more than that,
 *       or by more than that share of the last reported</td></tr>
 *   <tr><td>{@code max-interval=60s}</td><td>but report after so long, changed or not</td></tr>
 *   <tr><td>{@code min-interval=1s}</td><td>at most one in so long; the newest of what is held back
 *       is reported when the time is up</td></tr>
 *   <tr><td>{@code rate=100/s}, {@code /min}, {@code /h}</td><td>at most so many; more are
 *       dropped</td></tr>
 * </table>
 *
 * Numbers have all options; text, booleans and data have those that need no arithmetic. A change of
 * quality is a change.
 */
public final class Processing {

  /** The configuration key: {@code processing}. Component properties become service properties. */
  public static final String PROPERTY = "processing";

  private final List<Rule> rules;

  private Processing(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Everything passes as it is. */
  public static Processing none() {
    return new Processing(List.of());
  }

  /**
   * Reads the rules.
   *
   * @throws io.weir.plugin.InvalidArgument naming the option that does not fit
   */
  public static Processing parse(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String rule : text.split(";")) {
      if (!rule.isBlank()) {
        rules.add(RuleParser.parse(rule.strip()));
      }
    }
    return new Processing(rules);
  }

  Optional<Rule> rule(Metric<?> metric) {
    return rules.stream().filter(rule -> rule.fits(metric.name())).findFirst();
  }
}
