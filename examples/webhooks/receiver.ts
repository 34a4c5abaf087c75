// A program that hears what happens at Portico: `node examples/webhooks/receiver.ts`, see README.md.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
// In an application of your own: from 'portico/server'.
import { verifyWebhook, WebhookError, type WebhookEvent } from '../../embed/server/index.ts';

export interface ReceiverOptions {
  /** `whsec_…` of the endpoint. */
  readonly secret: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Called once for each event, after Portico has had its answer. */
  readonly handle: (event: WebhookEvent) => Promise<void> | void;
}

const maxBytes = 1_000_000;

/** The bytes as they came: what a parser made of them has another signature. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > maxBytes) throw new WebhookError('body', 'the body is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export async function startReceiver({ secret, port, handle }: ReceiverOptions): Promise<Server> {
  // The same event comes again when an answer got lost. Your database keeps these for a month; memory will do here.
  const seen = new Set<string>();
  const server = createServer(async (request, response) => {
    const answer = (status: number) => void response.writeHead(status).end();
    if (request.method !== 'POST') return answer(405);
    try {
      const event = verifyWebhook({ body: await bodyOf(request), headers: request.headers, secret });
      const isNew = !seen.has(event.id);
      seen.add(event.id);
      answer(204);
      if (isNew) await handle(event);
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      // Not from Portico, or not like this: nothing is done, and nothing is said of why.
      answer(400);
    }
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return server;
}

/** Asks Portico for an endpoint that leads here, and gives it back when this program ends. */
async function makeEndpoint(portico: string, key: string, url: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ url, description: 'examples/webhooks' });
  const made = await fetch(`${portico}/api/v1/webhook-endpoints`, { method: 'POST', headers, body });
  if (!made.ok) throw new Error(`Portico made no endpoint: ${made.status} ${await made.text()}`);
  const { id, secret } = (await made.json()) as { id: string; secret: string };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await fetch(`${portico}/api/v1/webhook-endpoints/${id}`, { method: 'DELETE', headers }).catch(() => {});
      process.exit();
    });
  }
  return secret;
}

async function main(): Promise<void> {
  const { PORT = '4410', PORTICO_URL = 'http://localhost:4400' } = process.env;
  const { PORTICO_WEBHOOK_SECRET: given, PORTICO_API_KEY: key } = process.env;
  if (!given && !key)
    throw new Error('Set PORTICO_API_KEY, or PORTICO_WEBHOOK_SECRET of an endpoint that leads here.');
  const url = `http://localhost:${PORT}/`;
  const secret = given ?? (await makeEndpoint(PORTICO_URL, key as string, url));
  const server = await startReceiver({
    ...{ secret, port: Number(PORT) },
    handle({ type, id, timestamp, data }) {
      process.stdout.write(`${timestamp} ${type} ${id} ${JSON.stringify(data)}\n`);
    },
  });
  process.stdout.write(`Listening on http://localhost:${(server.address() as AddressInfo).port}/\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
