// Usage: node modbus-server.mjs PORT. A Modbus TCP device with the registers of the sample's README, until it is stopped.
// It knows 20 addresses of holding registers and 110 of input registers; any other is an illegal address.
import { createServer } from "node:net";
import modbus from "jsmodbus";

const input = Buffer.alloc(220);
input.writeInt16BE(215, 200);
input.writeUInt32BE(4000000000, 202);
const pressure = Buffer.alloc(4);
pressure.writeFloatBE(1.5);
pressure.swap32().swap16().copy(input, 206); // the lower register first
const holding = Buffer.alloc(40);
holding.writeInt16BE(550, 20);
const discrete = Buffer.from([0b00010000]);

const server = createServer();
new modbus.server.TCP(server, { coils: Buffer.alloc(2), discrete, holding, input });
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
