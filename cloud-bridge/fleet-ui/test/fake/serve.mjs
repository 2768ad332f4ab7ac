// Serves the pages over made-up data, to look at them: node test/fake/serve.mjs [PORT]
import { PASSWORD, startFleet, USER } from './fleet.mjs';

const fleet = await startFleet({ port: Number(process.argv[2] ?? 0) });
console.log(`${fleet.url}  log in as ${USER} / ${PASSWORD}`);
