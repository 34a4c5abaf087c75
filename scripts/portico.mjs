// `npm run -s portico -- <command>`: the `portico` command on the pinned Node. Prints nothing itself on stdout.
import { ensureInstalled, runNode } from './install.mjs';

await ensureInstalled();
const { code } = await runNode(['src/apps/server/command.ts', ...process.argv.slice(2)]);
process.exitCode = code;
