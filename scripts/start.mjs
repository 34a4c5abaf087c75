// `npm start`: installs and builds what is missing, then runs the server until it is stopped. Arguments are the
// server's own (`--no-demo`). Plain JavaScript for any Node from 20 on.
import { ensureBuilt, ensureInstalled, runNode, serviceArgs } from './install.mjs';

try {
  await ensureInstalled();
  await ensureBuilt();
  const { code } = await runNode([...serviceArgs, ...process.argv.slice(2)]);
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
