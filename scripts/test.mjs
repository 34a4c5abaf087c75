// `npm test`: types, lint, import directions, build, then every test. Needs nothing prepared but Node ≥ 20 and npm.
// Each check that is not a Vitest test counts as one. The last line of stdout is the count alone.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureHeadlessShell } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, root, runNode, runTool } from './install.mjs';

const long = process.argv.includes('--long');
const vitestLimitMs = (long ? 180 : 45) * 60_000;
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs one check; `act` resolves with the text of what is wrong, or nothing. */
async function check(name, act) {
  const start = performance.now();
  const complaint = await act().catch((error) => error.stack ?? String(error));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  counts[complaint ? 'failed' : 'passed']++;
  console.log(`${complaint ? '✗' : '✓'} ${name} (${seconds} s)`);
  if (complaint) console.log(complaint.trimEnd().replace(/^/gm, '    '));
}

/** A quiet tool: its output is the complaint when it ends with another code than 0. */
const tool =
  (script, ...args) =>
  async () => {
    const { code, output } = await runTool(script, args, { quiet: true });
    return code === 0 ? undefined : output || `${script} ended with code ${code}`;
  };

/**
 * By TypeScript 7, which finds what 6 finds in half the time; what reads a program by the compiler's own interface
 * (import directions, the API's types) needs 6. `tsc` is green over no files too, so the list of files it looked at is
 * counted.
 */
const types = (side) => async () => {
  const args = ['-p', `tsconfig.${side}.json`, '--listFiles', '--pretty', 'false'];
  const { code, output } = await runTool('typescript-7/bin/tsc', args, { quiet: true });
  const [own, rest] = [[], []];
  for (const line of output.split('\n')) {
    if (/^\S*\.(?:[cm]?ts|tsx|json)$/.test(line)) own.push(line);
    else rest.push(line);
  }
  if (code !== 0) return rest.join('\n');
  const looked = own.filter((path) => path.startsWith(root) && !path.includes('node_modules')).length;
  return looked >= 5 ? undefined : `looked at ${looked} files only`;
};

async function importDirections() {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'embed', 'examples'];
  const { output } = await runTool('dependency-cruiser/bin/dependency-cruiser.mjs', args, { quiet: true });
  const start = output.indexOf('{');
  if (start < 0) return output || 'dependency-cruiser said nothing';
  const { summary } = JSON.parse(output.slice(start, output.lastIndexOf('}') + 1));
  if (summary.totalCruised <= 50) return `only ${summary.totalCruised} modules were looked at`;
  const broken = summary.violations.filter((one) => one.rule.severity === 'error');
  return broken.map((one) => `${one.rule.name}: ${one.from} → ${one.to}`).join('\n');
}

/**
 * A folder in memory for databases and browsers, where the system has one with room: what the tests wait for most is a
 * disk that they share. The long tests, some of which are about that disk, keep to it.
 */
function memoryFolder() {
  const shared = '/dev/shm';
  if (long || !existsSync(shared)) return undefined;
  const { bavail, bsize } = statfsSync(shared);
  if (bavail * bsize < 6 * 1024 ** 3) return undefined;
  const folder = mkdtempSync(join(shared, 'portico-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as somebody else
  return folder;
}

/** All of Vitest's projects; the counts come from its JSON report. */
async function vitest() {
  const report = join(root, '.cache/vitest.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const folder = memoryFolder();
  const { code } = await runNode([join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    env: {
      ...{ HEADLESS_SHELL: await ensureHeadlessShell(), CHROMIUM: await ensureChromium(), NO_COLOR: '1' },
      ...(long && { PORTICO_LONG: '1' }),
      ...(folder && { TMPDIR: folder }),
    },
    timeoutMs: vitestLimitMs,
  }).finally(() => folder && rmSync(folder, { recursive: true, force: true }));
  if (!existsSync(report)) {
    counts.failed++;
    console.log(`✗ vitest ended with code ${code} and wrote no report`);
    return;
  }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  let failed = 0;
  for (const file of testResults) {
    // A file that fails to load, or a hook that throws, leaves no failed test behind; it still counts.
    if (file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed')) failed++;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed++;
      else if (status === 'failed') failed++;
      else counts.skipped++;
    }
  }
  if (testResults.length === 0 || (code !== 0 && failed === 0)) failed++;
  counts.failed += failed;
}

const start = performance.now();
try {
  await ensureInstalled();
  // Made first: a client that no longer fits the routes, or a sentence without its values, does not compile.
  await check('types of the API', tool('../scripts/client-types.mjs'));
  await check('types of the messages', tool('../scripts/message-types.mjs'));
  // Two at a time: the compiler uses one core. The two largest come first.
  const sides = ['tests', 'server', 'browser', 'embed'];
  const compile = async () => {
    for (let side = sides.shift(); side; side = sides.shift()) await check(`types: ${side}`, types(side));
  };
  await Promise.all([compile(), compile()]);
  await check('lint and format', tool('@biomejs/biome/bin/biome', 'check', '--colors=off', '.'));
  await check('build', () => ensureBuilt({ force: true }));
  // After the build: an example imports the built module by its name, which has to resolve.
  await check('import directions', importDirections);
  await vitest();
} catch (error) {
  counts.failed++;
  console.log(error.stack ?? String(error));
}
const minutes = ((performance.now() - start) / 60_000).toFixed(1);
console.log(`Took ${minutes} minutes.`);
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
process.exitCode = counts.failed > 0 ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
