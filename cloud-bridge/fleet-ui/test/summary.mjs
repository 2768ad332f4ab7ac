// A reporter for node --test that counts tests (not the suites around them) and ends with one line.
export default async function* summary(events) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // a file or a suite is a test to the runner, but not to a person who counts
    if (data.details?.type === 'suite' || (data.nesting === 0 && /\.(m?js|ts)$/.test(data.name) && type === 'test:pass')) continue;
    if (data.skip !== undefined && data.skip !== false) skipped++;
    else if (type === 'test:pass') passed++;
    else failed++;
  }
  yield `${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}
