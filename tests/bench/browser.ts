import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { type ProductPage, servePages } from './pages.ts';
import { median, medianRatio, type Row } from './statistics.ts';

const throttle = 4;

interface Load {
  readonly visibleMs: number;
  readonly scriptMs: number;
  readonly heapKb: number;
  readonly requests: number;
  readonly apiCalls: number;
  readonly shift: number;
  readonly longTasks: number;
  /** Script and heap once the portal's own libraries have come, too; of the product alone. */
  readonly laterScriptMs: number;
  readonly laterHeapKb: number;
}

/** Long enough for all that a portal fetches by itself after its first screen. */
const laterMs = 5_000;

/** Runs in each frame before its own scripts: notes the first frame painted with the wanted thing, and what moved. */
function watch(selector: string): void {
  const seen = window as unknown as { seenAt?: number; shift: number; longTasks: number };
  seen.shift = 0;
  seen.longTasks = 0;
  const note = (type: string, act: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
  note('layout-shift', (entry) => {
    seen.shift += (entry as unknown as { value: number }).value;
  });
  note('longtask', (entry) => {
    if (entry.name === 'self') seen.longTasks++;
  });
  const look = (): void => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    if (box && box.width > 0 && box.height > 0) {
      requestAnimationFrame(() => {
        seen.seenAt = performance.timeOrigin + performance.now();
      });
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** When the first frame of any document showed the wanted thing; polls, because frames come and go. */
async function firstSight(page: Page): Promise<number> {
  for (let i = 0; i < 600; i++) {
    for (const frame of page.frames()) {
      const at = await frame
        .evaluate(() => (window as unknown as { seenAt?: number }).seenAt)
        .catch(() => undefined);
      if (at) return at;
    }
    await page.waitForTimeout(25);
  }
  throw new Error(`nothing to see on ${page.url()}`);
}

async function scriptMsOf(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN) * 1000;
}

async function heapKb(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize / 1024;
}

/** One cold load in a context of its own, with the processor slowed down. */
async function load(browser: Browser, url: string, selector: string, later = false): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'timeTicks' });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  await page.addInitScript(watch, selector);
  const asked: { url: string; at: number }[] = [];
  page.on('request', (request) => {
    if (!request.url().endsWith('/favicon.ico')) asked.push({ url: request.url(), at: Date.now() });
  });
  await page.goto(url, { waitUntil: 'load' });
  const start = await page.evaluate(() => performance.timeOrigin);
  const seenAt = await firstSight(page);
  await page.waitForTimeout(300);
  const scriptMs = await scriptMsOf(devtools);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const noted = await page.evaluate(() => {
    const { shift, longTasks } = window as unknown as { shift: number; longTasks: number };
    return { shift, longTasks };
  });
  const before = asked.filter(({ at }) => at <= seenAt);
  const firstHeapKb = await heapKb(devtools);
  if (later) {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    await page.waitForTimeout(laterMs);
  }
  const result = {
    visibleMs: seenAt - start,
    scriptMs,
    heapKb: firstHeapKb,
    laterScriptMs: await scriptMsOf(devtools),
    laterHeapKb: await heapKb(devtools),
    // The host's own document is not the embed's.
    requests: before.length - 1,
    apiCalls: before.filter((one) => one.url.includes('/portal/v1/')).length,
    ...noted,
  };
  await context.close();
  return result;
}

/** Adds and removes an element `count` times; runs in the page. */
async function mountAndRemove({ html, count }: { html: string; count: number }): Promise<void> {
  for (let i = 0; i < count; i++) {
    const box = document.createElement('div');
    box.innerHTML = html;
    document.body.append(box);
    await new Promise((done) => setTimeout(done, 60));
    box.remove();
  }
  // The loader's own deadline holds what it watches for ten seconds; only what stays after it is left behind.
  await new Promise((done) => setTimeout(done, 11_000));
}

type Loads = Record<'floor' | 'limit' | 'product' | 'visitor', Load[]>;

/** What a page holds: a leak of any of these is a leak, however small its heap. */
const counters = ['Documents', 'Frames', 'JSEventListeners', 'Nodes'];

interface Left {
  readonly heapKb: number;
  readonly things: number;
}

async function held(devtools: CDPSession): Promise<Left> {
  const kb = await heapKb(devtools);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const things = metrics
    .filter(({ name }) => counters.includes(name))
    .reduce((sum, one) => sum + one.value, 0);
  return { heapKb: kb, things };
}

/**
 * What a hundred mounts and unmounts of `html` leave behind: the least that one of several hundreds left. A leak is in
 * each of them. What the first ones leave besides is code compiled on the way, which comes to an end by itself: a
 * series left 140, 35, 12, 12 and 0 kB.
 */
async function leftBy(browser: Browser, url: string, html: string): Promise<Left> {
  const page = await browser.newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  await page.goto(url, { waitUntil: 'load' });
  await page.evaluate(mountAndRemove, { html, count: 100 });
  const series: Left[] = [];
  let before = await held(devtools);
  for (let hundred = 0; hundred < 4; hundred++) {
    await page.evaluate(mountAndRemove, { html, count: 100 });
    const after = await held(devtools);
    series.push({ heapKb: after.heapKb - before.heapKb, things: after.things - before.things });
    before = after;
  }
  await page.context().close();
  process.stderr.write(
    `left: ${series.map((one) => `${Math.round(one.heapKb)} kB, ${one.things}`).join('; ')}\n`,
  );
  return {
    heapKb: Math.min(...series.map((one) => one.heapKb)),
    things: Math.min(...series.map((one) => one.things)),
  };
}

const launchArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** B6 to B10: floor, limit and product take turns, so that each round is compared with itself. */
export async function benchBrowser(
  product: ProductPage,
  { executablePath, rounds, selector }: { executablePath: string; rounds: number; selector: string },
): Promise<Row[]> {
  const pages = await servePages(product);
  const browser = await chromium.launch({ executablePath, headless: true, args: launchArgs });
  try {
    const loads: Loads = { floor: [], limit: [], product: [], visitor: [] };
    for (let round = -1; round < rounds; round++) {
      for (const name of ['floor', 'limit', 'product', 'visitor'] as const) {
        const wanted = name === 'product' ? selector : 'input[type=email]';
        const one = await load(browser, pages[name], wanted, name === 'product');
        if (round >= 0) loads[name].push(one);
      }
      process.stderr.write(`browser: round ${round + 1} of ${rounds}\n`);
    }
    // A frame leaves something behind by itself (its history entry, the tools' own notes of it): that is the floor.
    const frame = `<iframe src="${product.origin}/p/${product.portal}?v=1" title="Account"></iframe>`;
    const bare = await leftBy(browser, pages.product, frame);
    const ours = await leftBy(
      browser,
      pages.product,
      `<portico-portal portal="${product.portal}"></portico-portal>`,
    );
    return rowsOf(loads, { ours, bare });
  } finally {
    await browser.close();
    pages.close();
  }
}

function rowsOf(loads: Readonly<Loads>, left: { ours: Left; bare: Left }): Row[] {
  const all = (name: keyof typeof loads, figure: keyof Load): number[] =>
    loads[name].map((one) => one[figure]);
  const overFloor = (name: keyof typeof loads, figure: keyof Load): number[] =>
    all(name, figure).map((value, i) => value - (loads.floor[i]?.[figure] ?? Number.NaN));
  const figures = (figure: keyof Load, unit: string): string =>
    (Object.keys(loads) as (keyof Loads)[])
      .map((name) => `${name} ${Math.round(median(all(name, figure)))} ${unit}`)
      .join(', ');
  // Single rounds of a difference may be near zero: divide the medians instead.
  const medianOver = (figure: keyof Load): number =>
    median(overFloor('product', figure)) / median(overFloor('limit', figure));
  /** The same once everything has come that comes by itself: told beside the figure, because it has to come some time. */
  const later = (
    first: 'scriptMs' | 'heapKb',
    figure: 'laterScriptMs' | 'laterHeapKb',
    unit: string,
  ): string => {
    const here = median(all('product', figure));
    const ratio =
      (here - median(all('floor', first))) / (median(all('limit', first)) - median(all('floor', first)));
    return `; ${laterMs / 1000} s later, with all its libraries, product ${Math.round(here)} ${unit}, ${ratio.toFixed(2)} ×`;
  };
  const requests = median(all('product', 'requests'));
  const calls = median(all('product', 'apiCalls'));
  const tasks = median(all('product', 'longTasks')) - median(all('floor', 'longTasks'));
  return [
    {
      id: 'B6',
      what: 'requests to first visible content',
      worth: requests,
      must: 4,
      goal: 3,
      unit: '',
      detail: 'caused by the embed; the host’s own document not counted',
    },
    { id: 'B6', what: 'API calls before it', worth: calls, must: 1, goal: 1, unit: '', detail: 'signed in' },
    {
      id: 'B7',
      what: 'navigation to the first figure of somebody signed in, against the limit page',
      worth: medianRatio(all('product', 'visibleMs'), all('limit', 'visibleMs')),
      must: 1.4,
      goal: 1.1,
      unit: '×',
      detail: figures('visibleMs', 'ms'),
    },
    {
      id: 'B7',
      what: 'navigation to the first field of somebody unknown, likewise',
      worth: medianRatio(all('visitor', 'visibleMs'), all('limit', 'visibleMs')),
      must: 1.4,
      goal: 1.1,
      unit: '×',
      detail: `${median(all('visitor', 'requests'))} requests, ${median(all('visitor', 'apiCalls'))} API calls before it`,
    },
    {
      id: 'B8',
      what: 'script time over floor, against the limit page',
      worth: medianOver('scriptMs'),
      must: 2,
      goal: 1.3,
      unit: '×',
      detail: figures('scriptMs', 'ms') + later('scriptMs', 'laterScriptMs', 'ms'),
    },
    {
      id: 'B8',
      what: 'long tasks on the host page beyond the floor’s',
      worth: tasks,
      must: 0,
      goal: 0,
      unit: '',
      detail: `processor slowed ${throttle} ×`,
    },
    {
      id: 'B9',
      what: 'layout shift on the host page',
      worth: median(all('product', 'shift')),
      must: 0.01,
      goal: 0,
      unit: '',
      detail: 'sum of all shifts',
    },
    {
      id: 'B10',
      what: 'heap over floor, against the limit page',
      worth: medianOver('heapKb'),
      must: 2.5,
      goal: 1.5,
      unit: '×',
      detail: figures('heapKb', 'kB') + later('heapKb', 'laterHeapKb', 'kB'),
    },
    {
      id: 'B10',
      what: 'heap left by each of 100 mounts and unmounts',
      // To a hundred bytes, less than any element takes: what is below is code compiled on the way.
      worth: Math.max(0, Math.round((left.ours.heapKb - left.bare.heapKb) / 10) / 10),
      must: 0,
      goal: 0,
      unit: 'kB',
      detail: `all hundred ${left.ours.heapKb.toFixed(1)} kB, against ${left.bare.heapKb.toFixed(1)} kB of a bare frame of the same portal; the least of four hundreds`,
    },
    {
      id: 'B10',
      what: 'documents, frames, nodes and listeners they leave',
      worth: Math.max(0, left.ours.things - left.bare.things),
      must: 0,
      goal: 0,
      unit: '',
      detail: 'likewise',
    },
  ];
}
