package io.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which values a component gets when a file holds good ones, bad ones, and none. */
class JudgementTest {
  private static final String PID = "acme.pump";
  private static final Map<String, String> OLD = Map.of("poll.time.ms", "500");
  private static final Map<String, String> NEW = Map.of("poll.time.ms", "9");
  @TempDir private Path folder;
  private final Judgement judgement = new Judgement();
  private GoodValues good;

  @BeforeEach
  void runWithOld() throws Exception {
    good = new GoodValues(folder);
    judgement.choose(PID, OLD, Optional.empty(), good.of(PID), 0);
    good.save(PID, judgement.runs(PID, 1, 2).orElseThrow());
  }

  @Test
  void whatFitsIsGivenAndGoodOnceThePluginRunsWithIt() throws Exception {
    assertThat(judgement.choose(PID, NEW, Optional.empty(), good.of(PID), 10)).isEqualTo(NEW);
    assertThat(judgement.settledSince(PID, 10)).isFalse();
    assertThat(judgement.runs(PID, 5, 11)).as("the instance before still runs").isEmpty();
    assertThat(judgement.runs(PID, 12, 13)).contains(NEW);
    assertThat(judgement.settledSince(PID, 10)).isTrue();
    assertThat(judgement.problem(PID)).isEmpty();
  }

  @Test
  void whatDoesNotFitTheSchemaIsReplacedByTheLastGood() throws Exception {
    Optional<String> broken = Optional.of("poll.time.ms must be an integer, was 'often'");
    assertThat(judgement.choose(PID, Map.of("poll.time.ms", "often"), broken, good.of(PID), 10))
        .isEqualTo(OLD);
    assertThat(judgement.problem(PID))
        .contains(
            "poll.time.ms must be an integer, was 'often'; the last good configuration holds");
    assertThat(judgement.runs(PID, 11, 12)).as("it runs, but not with that").isEmpty();
    assertThat(judgement.problem(PID)).isPresent();
  }

  @Test
  void whatThePluginRefusesIsReplacedByTheLastGood() throws Exception {
    judgement.choose(PID, NEW, Optional.empty(), good.of(PID), 10);
    assertThat(judgement.fails(PID, "poll.time.ms must be 100 to 60000", good.of(PID), 11))
        .isTrue();
    assertThat(judgement.choose(PID, NEW, Optional.empty(), good.of(PID), 12)).isEqualTo(OLD);
    assertThat(judgement.problem(PID)).get().asString().contains("must be 100 to 60000");
    assertThat(judgement.choose(PID, OLD, Optional.empty(), good.of(PID), 20)).isEqualTo(OLD);
    judgement.runs(PID, 21, 22);
    assertThat(judgement.problem(PID)).isEmpty();
  }

  @Test
  void aPluginThatFailsWithTheLastGoodTooIsLeftAlone() throws Exception {
    judgement.choose(PID, OLD, Optional.empty(), good.of(PID), 10);
    assertThat(judgement.fails(PID, "no sensor there", good.of(PID), 11)).isFalse();
  }

  @Test
  void theLastGoodIsKnownAfterARestart() throws Exception {
    assertThat(new GoodValues(folder).of(PID)).contains(OLD);
    Judgement fresh = new Judgement();
    assertThat(
            fresh.choose(
                PID,
                Map.of("poll.time.ms", "x"),
                Optional.of("poll.time.ms must be an integer"),
                new GoodValues(folder).of(PID),
                1))
        .isEqualTo(OLD);
  }

  @Test
  void theReasonIsTheInnermostCauseInItsOwnWords() {
    assertThat(
            ComponentStates.sentence(
                "org.osgi.service.component.ComponentException: x\n\tat a.b(C.java:1)\n"
                    + "Caused by: java.lang.IllegalArgumentException: unit must be one of K, Cel\n"
                    + "\tat d.e(F.java:2)\n"))
        .isEqualTo("unit must be one of K, Cel");
    assertThat(
            ComponentStates.sentence(
                "java.lang.reflect.InvocationTargetException\n\tat a.B.c(B.java:1)\n"
                    + "Caused by: io.weir.plugin.InvalidArgument: poll.time.ms must be 10 to 20"))
        .isEqualTo("poll.time.ms must be 10 to 20");
    assertThat(ComponentStates.sentence("java.lang.IllegalStateException: no device"))
        .isEqualTo("no device");
  }
}
