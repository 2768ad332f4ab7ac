import assert from "node:assert/strict";
import { test } from "node:test";
import { Invalid, Refused, Requests } from "./requests.mjs";

const requests = new Requests("probe", {
  Echo: (given) => ({ message: "heard", given }),
  No: () => {
    throw new Refused("not today");
  },
  Odd: () => {
    throw new Invalid("x must be even, was 3");
  },
  Broken: () => {
    throw new TypeError("oops");
  },
});

const command = (n, given = {}) => JSON.stringify([{ bn: "", t: 1, n, vs: JSON.stringify(given) }]);
const status = async (payload, headers) => JSON.parse(JSON.parse(await requests.answer(payload, headers))[0].vs);

test("a command is answered under its own name with its result", async () => {
  const [record] = JSON.parse(await requests.answer(command("Echo", { say: "hello" }), { now: 5_000 }));
  assert.equal(record.n, "Echo");
  assert.equal(record.t, 5);
  assert.deepEqual(JSON.parse(record.vs), {
    status: "ok",
    message: "heard",
    result: { message: "heard", given: { say: "hello" } },
  });
});

test("every way it can go has its status", async () => {
  assert.equal((await status(command("No"))).status, "refused");
  assert.equal((await status(command("Odd"))).message, "x must be even, was 3");
  assert.equal((await status(command("Odd"))).status, "invalid");
  assert.equal((await status(command("Broken"))).status, "failed");
  assert.equal((await status(command("Nothing"))).status, "unknown_command");
  assert.equal((await status(command("toString"))).status, "unknown_command");
  assert.equal((await status("{")).status, "invalid");
  assert.equal((await status("[]")).status, "invalid");
});

test("past its deadline it is not run", async () => {
  const late = { deadline: "2026-01-01T00:00:00Z", now: Date.parse("2026-01-01T00:00:01Z") };
  assert.equal((await status(command("Echo"), late)).status, "expired");
});

test("the same id is answered with the same answer and not run again", async () => {
  let runs = 0;
  const counting = new Requests("probe", { Count: () => ({ message: "", runs: ++runs }) });
  const first = await counting.answer(command("Count"), { id: "a", now: 1 });
  assert.equal(await counting.answer(command("Count"), { id: "a", now: 2 }), first);
  assert.equal(runs, 1);
  await counting.answer(command("Count"), { id: "b" });
  assert.equal(runs, 2);
});
