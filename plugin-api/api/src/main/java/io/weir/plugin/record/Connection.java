package io.weir.plugin.record;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Moves points and metadata to where a back end keeps them, and back. Any thread. A method that a
 * back end cannot offer throws a {@link RecordException} that says so: only {@link #write} and
 * {@link #describe} must be there.
 *
 * @param <P> a point as the back end writes it
 */
@ConsumerType
public interface Connection<P> extends AutoCloseable {

  /** Adds points to a series, and makes it if need be. */
  void write(String series, List<P> points);

  /** Stores what is known of a series, and makes it if need be. */
  void describe(String series, TsMetadata metadata);

  /** What is stored of a series, empty where nothing is; also where this back end never reads. */
  default Optional<TsMetadata> described(String series) {
    return Optional.empty();
  }

  /** All points of a series in the order written; none where there is no such series. */
  default List<P> read(String series) {
    throw unsupported("reads");
  }

  /** Puts these points in place of all that a series has. */
  default void replace(String series, List<P> points) {
    throw unsupported("changes what was written");
  }

  /** Gives a series another name. */
  default void rename(String from, String to) {
    throw unsupported("renames");
  }

  /** Removes a series with its metadata. */
  default void delete(String series) {
    throw unsupported("deletes");
  }

  @Override
  default void close() {
    // most hold nothing open between two calls
  }

  private RecordException unsupported(String verb) {
    return new RecordException(
        getClass().getSimpleName() + " never " + verb + ": use another back end, file for one");
  }
}
