package io.weir.system.harness;

import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * One house for the tests of a class, opened by the first that asks. A test that fails leaves a
 * house that nobody should trust, so the next one gets another. Tests that publish take a series of
 * their own.
 */
public final class SharedHouse implements AfterAllCallback, TestExecutionExceptionHandler {
  private final String name;
  private final Consumer<House> furnish;
  private House house;

  /**
   * @param furnish configures the house before its gateway starts
   */
  public SharedHouse(String name, Consumer<House> furnish) {
    this.name = name;
    this.furnish = furnish;
  }

  public SharedHouse(String name) {
    this(name, house -> {});
  }

  public House get() {
    if (house == null) {
      house = House.build(name);
      furnish.accept(house);
      house.gateway.start();
    }
    return house;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (!(failure instanceof org.opentest4j.TestAbortedException)) {
      demolish();
    }
    throw failure;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    demolish();
  }

  private void demolish() {
    House old = house;
    house = null;
    if (old != null) {
      old.close();
    }
  }
}
