import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fanOut } from '../../src/features/webhooks/server/fan-out.ts';
import { type SenderOptions, startWebhookSender } from '../../src/features/webhooks/server/sender.ts';
import { startOutbox } from '../../src/kit/server/outbox.ts';
import { type TestApp, testPublicUrl, testSecrets } from './app.ts';

export interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A program on this machine that webhooks are sent to; `answer` says what it does, 204 unless given. */
export interface Receiver {
  readonly url: string;
  readonly got: Received[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const got: Received[] = [];
  const receiver: Receiver = {
    url: '',
    got,
    answer: (_, response) => void response.writeHead(204).end(),
    close: () => closed(server),
  };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got.push({
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(parts).toString('utf8'),
    });
    receiver.answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(receiver, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

/** One process that sends, when it is told to. */
export const startSender = ({ database, clock }: TestApp, options: Partial<SenderOptions> = {}) =>
  startWebhookSender({
    ...{ database, clock, secrets: testSecrets, publicUrl: testPublicUrl, outside: {}, byHand: true },
    ...options,
  });

/** Runs by hand what a service does by itself: events are put on their way, and what is due is sent. */
export function startWebhooks(portico: TestApp, options: Partial<SenderOptions> = {}) {
  const { database, clock } = portico;
  const outbox = startOutbox({
    ...{ database, clock, pollMs: 3_600_000 },
    handle: (event) => fanOut(database.db, event, clock.now()),
  });
  const sender = startSender(portico, options);
  return {
    sender,
    /** Puts on their way what happened; nothing is sent. */
    fanOut: () => outbox.runDue(),
    async run() {
      await outbox.runDue();
      await sender.runDue();
    },
    async stop(graceMs?: number) {
      await outbox.stop();
      await sender.stop(graceMs);
    },
  };
}
