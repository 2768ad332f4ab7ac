package io.weir.bridge.https;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads an answer up to a limit: one that goes on and on is given up in place of filling the
 * memory. One thread at a time.
 */
final class LimitedBody implements BodySubscriber<byte[]> {
  private final long most;
  private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.Subscription subscription;
  private long bytes;

  private LimitedBody(long most) {
    this.most = most;
    whole.getBody().thenAccept(body::complete);
  }

  static BodyHandler<byte[]> of(long most) {
    return answer -> new LimitedBody(most);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription to) {
    subscription = to;
    whole.onSubscribe(to);
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    bytes += items.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes > most) {
      subscription.cancel();
      onError(new IOException("the cloud's answer has more than " + most + " bytes"));
    } else {
      whole.onNext(items);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.onComplete();
  }
}
