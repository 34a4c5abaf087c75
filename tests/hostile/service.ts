import { type IncomingHttpHeaders, request } from 'node:http';
import { startService } from '../../src/apps/server/service.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type TestApp, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';

export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly ms: number;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The real service on a port of its own, as `npm start` runs it, over a fresh database. */
export interface TestService {
  readonly app: TestApp;
  readonly port: number;
  /** Every line that was logged so far. */
  readonly lines: string[];
  /** Sends what is given, byte for byte: `fetch` would mend paths and headers first. */
  send(path: string, sent?: Sent): Promise<Heard>;
  stop(): Promise<void>;
}

export async function testService(): Promise<TestService> {
  const lines: string[] = [];
  const app = await testApp('sqlite');
  const { database, clock } = app;
  const service = await startService(
    { database, secrets: testSecrets },
    {
      port: 0,
      host: '127.0.0.1',
      publicUrl: testPublicUrl,
      clock,
      log: makeLog('trace', { write: (line) => void lines.push(line) }),
    },
  );
  return {
    app,
    port: service.port,
    lines,
    send: (path, sent) => send(service.port, path, sent),
    stop: () => service.stop(),
  };
}

function send(port: number, path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Heard> {
  const start = performance.now();
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.once('error', fail);
      answer.once('end', () =>
        done({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text,
          ms: performance.now() - start,
        }),
      );
    });
    asked.once('error', fail);
    asked.end(body);
  });
}
