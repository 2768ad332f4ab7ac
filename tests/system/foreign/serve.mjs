// Usage: node serve.mjs URL PASSWORD. A service named "app": answers Echo with what it was told, until it is stopped.
import { connect, StringCodec } from "nats";

const [url, password] = process.argv.slice(2);
const text = StringCodec();
const connection = await connect({ servers: url, user: "app", pass: password, inboxPrefix: "_INBOX.app" });
const requests = connection.subscribe("commands.app.req");
await connection.flush();
console.log("ready");
for await (const request of requests) {
  const [command] = JSON.parse(text.decode(request.data));
  const answer = { status: "ok", message: "heard", result: { told: JSON.parse(command.vs) } };
  request.respond(
    text.encode(JSON.stringify([{ bn: "", t: Date.now() / 1000, n: command.n, vs: JSON.stringify(answer) }])),
  );
}
