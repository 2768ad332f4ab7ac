// A greenhouse, simulated: its temperature as readings, its window by command. node greenhouse.mjs, until it is stopped.
import { Invalid, Refused } from "./requests.mjs";
import { Service } from "./service.mjs";

const OUTSIDE = 12;
const greenhouse = { temperature: 24, window: 0, stormy: process.env.STORMY === "1" };

const description = {
  service: "greenhouse",
  title: "Greenhouse",
  version: "1.0.0",
  metrics: [
    { name: "greenhouse:temperature", unit: "Cel", type: "TEMPORAL", dataType: "NUMBER" },
    { name: "greenhouse:window", unit: "%", type: "TEMPORAL", dataType: "NUMBER" },
  ],
  commands: [
    {
      name: "OpenWindow",
      description: "Opens the window so far; 0 closes it",
      schema: {
        type: "object",
        properties: { percent: { type: "number", minimum: 0, maximum: 100 } },
        required: ["percent"],
        additionalProperties: false,
      },
    },
  ],
};

function openWindow({ percent, ...others }) {
  if (typeof percent !== "number" || percent < 0 || percent > 100) {
    throw new Invalid(`percent must be 0 to 100, was ${JSON.stringify(percent)}`);
  }
  if (Object.keys(others).length > 0) {
    throw new Invalid(`there is no argument ${Object.keys(others)[0]}`);
  }
  if (greenhouse.stormy && percent > 0) {
    throw new Refused("not in this storm");
  }
  greenhouse.window = percent;
  return { message: `The window is ${percent} % open`, percent };
}

const service = await Service.open(description, { OpenWindow: openWindow });
console.log("greenhouse is up");

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, async () => {
    stopping = true;
    await service.close();
    process.exit(0);
  });
}

while (!stopping) {
  const warmest = greenhouse.window > 0 ? OUTSIDE + (28 - OUTSIDE) * (1 - greenhouse.window / 100) : 28;
  greenhouse.temperature += (warmest - greenhouse.temperature) * 0.1 + (Math.random() - 0.5) * 0.1;
  await service.publish([
    { n: "greenhouse:temperature", u: "Cel", v: Math.round(greenhouse.temperature * 100) / 100 },
    { n: "greenhouse:window", u: "%", v: greenhouse.window },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}
