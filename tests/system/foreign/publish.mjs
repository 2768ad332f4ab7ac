// Usage: node publish.mjs URL PASSWORD PACK. Publishes one SenML pack and prints the stream's sequence number.
import { connect, StringCodec } from "nats";

const [url, password, pack] = process.argv.slice(2);
const connection = await connect({ servers: url, user: "app", pass: password, inboxPrefix: "_INBOX.app" });
const acknowledged = await connection.jetstream().publish("events.data", StringCodec().encode(pack));
console.log(acknowledged.seq);
await connection.close();
