package io.weir.plugin;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A command that a plugin answers: its name and the records that go in and come out. Immutable; any
 * thread. On the bus the arguments are JSON whose members are the record's components.
 *
 * <p>Components may be {@code boolean}, {@code int}, {@code long}, {@code double} (or their boxes,
 * which may then be left out of the request), {@link String}, an enum, another record, or a {@link
 * java.util.List} of these.
 *
 * @param <Q> the request
 * @param <A> the answer
 */
public final class Command<Q extends Record, A extends Record> {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:./_-]{0,127}");

  private final String name;
  private final Class<Q> request;
  private final Class<A> answer;
  private final String description;

  private Command(String name, Class<Q> request, Class<A> answer, String description) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a command's name must match " + NAME + ", was \"" + name + "\"");
    }
    this.name = name;
    this.request = Objects.requireNonNull(request, "request");
    this.answer = Objects.requireNonNull(answer, "answer");
    this.description = Objects.requireNonNull(description, "description");
  }

  /**
   * A command without a description.
   *
   * @param name letters, digits and {@code - : . / _}, at most 128, a letter or digit first
   * @throws IllegalArgumentException if the name is none
   */
  public static <Q extends Record, A extends Record> Command<Q, A> of(
      String name, Class<Q> request, Class<A> answer) {
    return new Command<>(name, request, answer, "");
  }

  /** The same command with a line that says what it does, shown beside its form. */
  public Command<Q, A> described(String description) {
    return new Command<>(name, request, answer, description);
  }

  public String name() {
    return name;
  }

  public Class<Q> request() {
    return request;
  }

  public Class<A> answer() {
    return answer;
  }

  /** What it does, "" where nobody said. */
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return name + "(" + request.getSimpleName() + ") -> " + answer.getSimpleName();
  }
}
