import { createServer } from 'node:net';

// Above 10080, the last that browsers and `fetch` refuse to call.
const [first, count] = [10_100, 19_900];
let next = (process.pid * 61) % count;

/**
 * A port of 127.0.0.1 that nobody listens on, for a server started later or in another process. It lies outside the
 * range from which systems lend ports to outgoing connections: one of those may take it before that server is up.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = first + next;
    next = (next + 1) % count;
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
