import { putLoad } from './processes.ts';
import type { Product } from './product.ts';
import { median, type Row } from './statistics.ts';

/** People who sign in with a wrong password as fast as they are answered, each from a network of their own. */
function rush(url: string, people: number): { stop(): Promise<number> } {
  let [over, answered] = [false, 0];
  let serial = 0;
  const person = async () => {
    while (!over) {
      const n = serial++;
      const answer = await fetch(`${url}/api/v1/operator-sessions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: url,
          'sec-fetch-site': 'same-origin',
          'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
        },
        body: JSON.stringify({ email: `person${n}@bench.example`, password: 'not the password' }),
      });
      await answer.arrayBuffer();
      if (answer.status !== 401 && answer.status !== 503) throw new Error(`sign-in: ${answer.status}`);
      answered++;
    }
  };
  const done = Promise.all(Array.from({ length: people }, person));
  return {
    async stop() {
      over = true;
      await done;
      return answered;
    },
  };
}

/** S6: reads while passwords are hashed as fast as the service will, against reads alone. */
export async function benchSignIns(product: Product, rounds: number, seconds: number): Promise<Row[]> {
  const server = await product.start({ env: { PORTICO_TRUSTED_PROXIES: '1' }, anyCore: true });
  try {
    const headers = { authorization: `Bearer ${await product.session('one')}` };
    const load = { url: `${server.url}/portal/v1/contracts`, seconds, connections: 4, headers };
    await putLoad({ ...load, seconds: 1 });
    const [alone, beside, rates]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      alone.push((await putLoad(load)).p99Ms);
      const people = rush(server.url, 16);
      beside.push((await putLoad(load)).p99Ms);
      rates.push((await people.stop()) / seconds);
      process.stderr.write(`sign-ins: round ${round + 1} of ${rounds}\n`);
    }
    return [
      {
        id: 'S6',
        what: 'p99 of reads while 16 people sign in without a pause, against reads alone',
        worth: median(beside) / median(alone),
        must: 3,
        goal: 1.5,
        unit: '×',
        detail: `${median(beside).toFixed(1)} ms against ${median(alone).toFixed(1)} ms; ${Math.round(median(rates))} sign-ins/s`,
      },
    ];
  } finally {
    await server.stop();
  }
}

if (import.meta.main) {
  const { makeProduct } = await import('./product.ts');
  const product = await makeProduct();
  const rows = await benchSignIns(product, Number(process.env.ROUNDS ?? 3), 3).finally(product.remove);
  process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
}
