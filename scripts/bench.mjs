// `npm run bench`: prints the benchmark table (Markdown) on stdout and writes bench-results.json; progress on stderr.
// Shorter or longer by ROUNDS, SECONDS_PER_ROUND, BROWSER_ROUNDS; one half alone by PARTS=server or PARTS=browser.
import { ensureChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, runNode } from './install.mjs';

await ensureInstalled();
await ensureBuilt();
const { code } = await runNode(['tests/bench/main.ts'], { env: { CHROMIUM: await ensureChromium() } });
process.exitCode = code;
