import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { RuntimeCall } from '../../features/domains/call-schema.ts';
import { answerRuntimeCall } from '../../features/domains/server/runtime-routes.ts';
import { commonHeaders } from '../../kit/server/http/headers.ts';
import { knownHosts } from '../../kit/server/http/known-hosts.ts';
import type { AppContext } from './context.ts';
import { requestId } from './request-id.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const path = '/runtime/v1/calls';
const mostBytes = 8_192;

/** Sent as every browser and every plain program sends it; whatever is unusual is for the routes to judge. */
const isPlain = ({ method, url, headers, rawHeaders }: IncomingMessage, isKnown: (host: string) => boolean) =>
  method === 'POST' &&
  url === path &&
  headers['content-type'] === 'application/json' &&
  Number(headers['content-length']) <= mostBytes &&
  headers.authorization === undefined &&
  headers['content-encoding'] === undefined &&
  headers.expect === undefined &&
  // Node keeps the first of two; the routes refuse both.
  rawHeaders.filter((name, at) => at % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host')
    .length === 1 &&
  isKnown(headers.host ?? '');

/**
 * Answers calls of widgets before the routes see them. They are by far the most frequent thing that is asked, and making
 * `Request`, context and `Response` costs several times what counting does. The same function answers both ways; what
 * it does not take without a question goes to the routes, which know every refusal.
 */
export function answerCallsFirst(
  server: Server,
  context: AppContext,
  fetch: (request: Request) => Promise<Response> | Response,
): void {
  const isKnown = knownHosts(context.publicUrl, context.hosts);
  const headers = [
    ...commonHeaders(context.publicUrl.startsWith('https:')).flat(),
    ...['access-control-allow-origin', '*', 'content-type', 'application/json'],
  ];
  const handlers = server.listeners('request') as Handler[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!isPlain(request, isKnown)) {
      for (const handle of handlers) handle.call(server, request, response);
      return;
    }
    const started = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      const id = requestId();
      answer(body, request.headers.origin)
        .then((text) => {
          const closing = context.stopping() ? ['connection', 'close'] : [];
          const length = ['content-length', String(text.length)];
          response.writeHead(200, [...headers, ...closing, ...length, 'x-request-id', id]).end(text);
          context.metrics.observe('POST', 200, (performance.now() - started) / 1000);
        })
        .catch(() => byRoutes(body, request, response));
    });
  });

  const answer = async (body: Buffer, origin: string | undefined): Promise<string> => {
    const call = v.parse(RuntimeCall, JSON.parse(body.toString()));
    return JSON.stringify(
      await answerRuntimeCall({ db: context.database.db, clock: context.clock }, call, origin),
    );
  };

  /** What was refused is asked again of the routes, which say why in the words of every other refusal. */
  const byRoutes = async (
    body: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const { origin } = request.headers;
    const again = new Request(`${context.publicUrl}${path}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'content-length': String(body.length) },
        ...{ host: new URL(context.publicUrl).host, ...(origin && { origin }) },
      },
      body: new Uint8Array(body),
    });
    const refusal = await fetch(again);
    response.writeHead(refusal.status, Object.fromEntries(refusal.headers));
    response.end(Buffer.from(await refusal.arrayBuffer()));
  };
}
