// What a command's request on the bus means and how it is answered. Pure: no connection, no clock but the one it is given.
// The contract is docs/bus.md, "Commands".

/** The handler said no: status "refused". */
export class Refused extends Error {}

/** An argument does not fit: status "invalid". The message names the field. */
export class Invalid extends Error {}

// so many ids are remembered to know a request that comes twice
const REMEMBERED = 256;

export class Requests {
  #service;
  #handlers;
  #answered = new Map();

  /** handlers: from the command's name to a function of its arguments that returns the result. */
  constructor(service, handlers) {
    this.#service = service;
    this.#handlers = handlers;
  }

  /** The answer's pack, as text. id and deadline are the request's headers, "" where there are none. */
  async answer(payload, { id = "", deadline = "", now = Date.now() } = {}) {
    if (id && this.#answered.has(id)) {
      return this.#answered.get(id);
    }
    let name = "";
    let answer;
    try {
      const [record] = JSON.parse(payload);
      name = String(record.n);
      answer = await this.#run(name, JSON.parse(record.vs), deadline, now);
    } catch (e) {
      answer = { status: "invalid", message: `no command: ${e.message}` };
    }
    const pack = JSON.stringify([{ bn: "", t: now / 1000, n: name, vs: JSON.stringify(answer) }]);
    if (id) {
      this.#answered.set(id, pack);
      if (this.#answered.size > REMEMBERED) {
        this.#answered.delete(this.#answered.keys().next().value);
      }
    }
    return pack;
  }

  async #run(name, given, deadline, now) {
    const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : null;
    if (!handler) {
      return { status: "unknown_command", message: `${this.#service} has no command ${name}` };
    }
    if (deadline && Date.parse(deadline) < now) {
      return { status: "expired", message: `the deadline was ${deadline}` };
    }
    try {
      const result = await handler(given);
      return { status: "ok", message: result.message ?? "", result };
    } catch (e) {
      const status = e instanceof Invalid ? "invalid" : e instanceof Refused ? "refused" : "failed";
      return { status, message: e.message };
    }
  }
}
