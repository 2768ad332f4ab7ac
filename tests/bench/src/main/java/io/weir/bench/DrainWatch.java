package io.weir.bench;

import io.weir.system.harness.Cable;
import java.time.Duration;
import java.util.List;

/** Takes the time, the bytes and the processor time of one drain. Made when the link comes back. */
final class DrainWatch {
  private final Cable cable;
  private final List<ProcessHandle> near;
  private final List<ProcessHandle> far;
  private final Duration nearBefore;
  private final Duration farBefore;
  private final long bytesBefore;
  private final long begun;

  /** Restores the link, and starts. */
  DrainWatch(Cable cable, List<ProcessHandle> near, List<ProcessHandle> far) {
    this.cable = cable;
    this.near = near;
    this.far = far;
    nearBefore = cpu(near);
    farBefore = cpu(far);
    bytesBefore = cable.upBytes() + cable.downBytes();
    begun = System.nanoTime();
    cable.restore();
  }

  Drain stop(int messages) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Drain(
        messages,
        seconds,
        cable.upBytes() + cable.downBytes() - bytesBefore,
        cpu(near).minus(nearBefore),
        cpu(far).minus(farBefore));
  }

  private static Duration cpu(List<ProcessHandle> processes) {
    return processes.stream()
        .map(p -> p.info().totalCpuDuration().orElseThrow())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
