// A service on a gateway's bus: what every such program needs, in any language, over plain NATS (docs/bus.md).
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { connect, headers, StringCodec } from "nats";
import { Requests } from "./requests.mjs";

const text = StringCodec();
const HEARTBEAT_MS = 30_000;
const PATIENCE_MS = 5_000;

export class Service {
  #connection;
  #description;
  #instance = randomUUID();
  #counter = 0;
  #readings = 0;
  #errors = 0;
  #started = Date.now();
  #timer;

  /**
   * Connects as the user of the service's name. Address and password are in the agent's state folder; where this program may
   * not read that, in WEIR_URL and in the file WEIR_PASSWORD_FILE.
   */
  static async open(description, handlers, environment = process.env) {
    const data = environment.WEIR_DATA ?? "/var/lib/weir";
    const name = description.service;
    const file = environment.WEIR_PASSWORD_FILE ?? `${data}/secrets/${name}.password`;
    const connection = await connect({
      servers: environment.WEIR_URL ?? (await readFile(`${data}/broker.url`, "utf8")).trim(),
      user: name,
      pass: (await readFile(file, "utf8")).trim(),
      inboxPrefix: `_INBOX.${name}`, // the only inbox that this user may listen to
      name,
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
    });
    const service = new Service(connection, description);
    service.#serve(new Requests(name, handlers));
    service.#describe();
    service.#beat("RUNNING");
    service.#timer = setInterval(() => service.#beat("RUNNING"), HEARTBEAT_MS);
    await connection.flush();
    return service;
  }

  constructor(connection, description) {
    this.#connection = connection;
    this.#description = description;
  }

  /**
   * Publishes readings, [{n, v, u}, …] with names that begin with the service's. Resolves when the broker has them on disk. Until
   * then the same pack is sent again under the same id, and the agent stores it once, whatever restarts in between.
   */
  async publish(readings) {
    const t = Date.now() / 1000;
    const pack = text.encode(JSON.stringify(readings.map((reading) => ({ t, ...reading }))));
    const msgID = `${this.#instance}:${++this.#counter}`;
    for (;;) {
      try {
        await this.#connection.jetstream().publish("events.data", pack, { msgID, timeout: PATIENCE_MS });
        this.#readings += readings.length;
        return;
      } catch (e) {
        if (this.#connection.isClosed()) {
          throw e;
        }
        this.#errors++;
        // no stream yet, or the broker is being restarted
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  async #serve(requests) {
    const { service } = this.#description;
    for await (const request of this.#connection.subscribe(`commands.${service}.req`)) {
      const id = request.headers?.get("Weir-Command-Id") ?? "";
      const deadline = request.headers?.get("Weir-Deadline") ?? "";
      // not awaited here: a slow command must not hold up the next one
      requests.answer(text.decode(request.data), { id, deadline }).then((pack) => {
        const echoed = headers();
        if (id) {
          echoed.set("Weir-Command-Id", id);
        }
        const answer = text.encode(pack);
        request.respond(answer, { headers: echoed });
        this.#connection.publish(`commands.${service}.res`, answer, { headers: echoed });
      });
    }
  }

  #describe() {
    const answer = (error, request) => {
      if (!error) {
        request.respond(text.encode(JSON.stringify(this.#description)));
      }
    };
    this.#connection.subscribe("services.discover", { callback: answer });
    this.#connection.subscribe(`services.${this.#description.service}.describe`, { callback: answer });
  }

  #beat(state, reason = "") {
    const { service, version, metrics } = this.#description;
    const heartbeat = {
      service,
      state,
      reason,
      uptimeMs: Date.now() - this.#started,
      readings: this.#readings,
      metrics: metrics.length,
      errors: this.#errors,
      version,
    };
    this.#connection.publish(`services.${service}.heartbeat`, text.encode(JSON.stringify(heartbeat)));
  }

  /** Says that it leaves, and leaves when all is sent. */
  async close() {
    clearInterval(this.#timer);
    this.#beat("STOPPED");
    await this.#connection.drain();
  }
}
