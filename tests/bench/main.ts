// `npm run bench`: every figure is a ratio to a floor or a limit that was measured in the same run, in turn with it.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { benchBrowser } from './browser.ts';
import { benchCalls } from './calls.ts';
import { benchImports } from './imports.ts';
import { benchOrders } from './orders.ts';
import { makeProduct } from './product.ts';
import { benchServer } from './server.ts';
import { type Row, verdict } from './statistics.ts';
import { benchUsage } from './usage.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
const seconds = Number(process.env.SECONDS_PER_ROUND ?? 3);
const browserRounds = Number(process.env.BROWSER_ROUNDS ?? 7);
const parts = (process.env.PARTS ?? 'server orders calls imports browser').split(' ');
/** First thing of the customer's own that is on the first screen. */
const selector = '[data-portico-panel="contracts"] .row';

async function measure(): Promise<Row[]> {
  const product = await makeProduct();
  const rows: Row[] = [];
  try {
    if (parts.includes('server')) rows.push(...(await benchServer(product, { rounds, seconds })));
    if (parts.includes('orders')) rows.push(...(await benchOrders(rounds, seconds)));
    // Ten million rows take minutes: only where asked for.
    if (parts.includes('usage')) rows.push(...(await benchUsage()));
    if (parts.includes('calls')) rows.push(...(await benchCalls(rounds, seconds)));
    if (parts.includes('imports')) rows.push(...(await benchImports(1)));
    if (parts.includes('browser')) {
      const server = await product.start();
      try {
        const page = {
          origin: server.url,
          portal: product.portal,
          hostPort: product.hostPort,
          token: () => Promise.resolve(product.token()),
        };
        const executablePath = process.env.CHROMIUM ?? '';
        rows.push(...(await benchBrowser(page, { executablePath, rounds: browserRounds, selector })));
      } finally {
        await server.stop();
      }
    }
  } finally {
    product.remove();
  }
  return rows;
}

const figure = (value: number, unit: string): string =>
  Number.isFinite(value) ? `${Number(value.toPrecision(3))}${unit ? ` ${unit}` : ''}` : '–';

const rows = (await measure()).sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
const lines = rows.map((row) => {
  const { id, what, worth, must, goal, unit, detail } = row;
  const limits = `${figure(must, unit)} | ${figure(goal, unit)}`;
  return `| ${id} | ${what} | ${figure(worth, unit)} | ${limits} | ${verdict(row)} | ${detail} |`;
});
process.stdout.write(
  `| # | What | Here | Must | Goal | Meets | Figures |\n|---|---|---:|---:|---:|---|---|\n${lines.join('\n')}\n`,
);
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() };
const report = {
  machine,
  rounds,
  seconds,
  browserRounds,
  rows: rows.map((row) => ({ ...row, meets: verdict(row) })),
};
writeFileSync('bench-results.json', `${JSON.stringify(report, null, 2)}\n`);
