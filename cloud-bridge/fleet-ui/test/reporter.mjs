// A reporter for node --test: a line for each test, what failed and why, and at the end one line that counts them.
import { inspect } from 'node:util';

// a file is a test to the runner too, but not to a person who counts; one that breaks before its tests is a failure
const isFile = (data) => data.nesting === 0 && /\.(m?js|ts)$/.test(data.name);
const isSkipped = (data) => data.skip !== undefined && data.skip !== false;
const took = (data) => ` (${(data.details.duration_ms / 1000).toFixed(1)} s)`;

export default async function* reporter(events) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for await (const { type, data } of events) {
    if (type === 'test:stderr') yield data.message;
    if (type === 'test:pass' && isSkipped(data)) {
      skipped++;
      yield `﹣ ${data.name}: skipped${typeof data.skip === 'string' ? `, ${data.skip}` : ''}\n`;
    } else if (type === 'test:pass' && !isFile(data)) {
      passed++;
      yield `✔ ${data.name}${took(data)}\n`;
    } else if (type === 'test:fail') {
      failed++;
      const { error } = data.details;
      yield `✖ ${data.name}${took(data)}\n    ${inspect(error.cause ?? error).replaceAll('\n', '\n    ')}\n`;
    }
  }
  yield `${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}
