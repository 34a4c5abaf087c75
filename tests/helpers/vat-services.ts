import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type VatServices, vatServices } from '../../src/features/pricing/server/vat-services.ts';

/** A company in the registers of the stand-in. */
export interface Registered {
  readonly name: string;
  readonly address: string;
}

export interface VatStandIn {
  readonly services: VatServices;
  readonly url: string;
  /** By VAT id, `NL004495445B01`. */
  readonly registers: Map<string, Registered>;
  /** Words of VIES by country, `MS_UNAVAILABLE`; for HMRC (`GB`) a status. */
  readonly away: Map<string, string>;
  /** What was asked, oldest first. */
  readonly asked: string[];
  close(): Promise<void>;
}

const tokenOf = 'a-token-of-the-application';

/**
 * VIES and HMRC over HTTP, as they speak: methods, headers, status codes, shapes and words of both; anything that the
 * real ones would not understand is refused as they do. Registers and outages are the test's.
 */
export async function vatStandIn(): Promise<VatStandIn> {
  const registers = new Map<string, Registered>();
  const away = new Map<string, string>();
  const asked: string[] = [];
  let proofs = 0;

  const vies = (body: Record<string, unknown>): unknown => {
    const { countryCode, vatNumber, requesterMemberStateCode: ours, requesterNumber } = body;
    const refuse = (error: string) => ({ actionSucceed: false, errorWrappers: [{ error }] });
    if (typeof countryCode !== 'string' || !/^[A-Z]{2}$/.test(countryCode) || countryCode === 'GR')
      return refuse('INVALID_INPUT');
    if (typeof vatNumber !== 'string' || !/^[0-9A-Z+*]{2,12}$/.test(vatNumber))
      return refuse('INVALID_INPUT');
    if (ours !== undefined && !registers.has(`${ours}${requesterNumber}`))
      return refuse('INVALID_REQUESTER_INFO');
    asked.push(`${countryCode}${vatNumber}`);
    const failing = away.get(countryCode);
    if (failing) return refuse(failing);
    const found = registers.get(`${countryCode}${vatNumber}`);
    return {
      ...{ countryCode, vatNumber, requestDate: '2026-11-22T10:00:00.000Z', valid: found !== undefined },
      requestIdentifier: ours === undefined ? '' : `WAPIAAAAW${String(++proofs).padStart(7, '0')}`,
      ...{ name: found?.name ?? '---', address: found?.address ?? '---' },
      ...{ traderName: '---', traderStreet: '---', traderPostalCode: '---', traderCity: '---' },
      ...{ traderCompanyType: '---', traderNameMatch: 'NOT_PROCESSED', traderStreetMatch: 'NOT_PROCESSED' },
      ...{ traderPostalCodeMatch: 'NOT_PROCESSED', traderCityMatch: 'NOT_PROCESSED' },
      traderCompanyTypeMatch: 'NOT_PROCESSED',
    };
  };

  const hmrc = (request: IncomingMessage, path: string): [number, unknown] => {
    const { accept, authorization } = request.headers;
    const refuse = (status: number, code: string): [number, unknown] => [status, { code, message: code }];
    if (authorization !== `Bearer ${tokenOf}`) return refuse(401, 'INVALID_CREDENTIALS');
    if (accept !== 'application/vnd.hmrc.2.0+json') return refuse(406, 'ACCEPT_HEADER_INVALID');
    const [, target = '', requester] = /^([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const isVrn = (vrn: string) => /^\d{9}(?:\d{3})?$/.test(vrn);
    if (!isVrn(target) || (requester !== undefined && !isVrn(requester)))
      return refuse(400, 'INVALID_REQUEST');
    if (requester !== undefined && !registers.has(`GB${requester}`)) return refuse(403, 'INVALID_REQUEST');
    asked.push(`GB${target}`);
    const failing = away.get('GB');
    if (failing) return refuse(Number(failing), 'SERVER_ERROR');
    const found = registers.get(`GB${target}`);
    if (!found) return refuse(404, 'NOT_FOUND');
    const [line1 = '', postcode = ''] = found.address.split(', ');
    const answer = {
      target: { name: found.name, vatNumber: target, address: { line1, postcode, countryCode: 'GB' } },
      processingDate: '2026-11-22T10:00:00+00:00',
    };
    return [
      200,
      requester === undefined ? answer : { ...answer, requester, consultationNumber: '1a2-b3c-d4e' },
    ];
  };

  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const lookUp = '/organisations/vat/check-vat-number/lookup/';
    if (request.method === 'POST' && request.url === '/vies/check-vat-number') {
      if (request.headers['content-type'] !== 'application/json') return answer(415, {});
      return answer(200, vies(JSON.parse(text)));
    }
    if (request.method === 'POST' && request.url === '/oauth/token') {
      const form = new URLSearchParams(text);
      const right = form.get('client_id') === 'an-id' && form.get('client_secret') === 'a-secret';
      if (!right || form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'read:vat')
        return answer(401, { error: 'invalid_client' });
      return answer(200, {
        access_token: tokenOf,
        token_type: 'bearer',
        expires_in: 14_400,
        scope: 'read:vat',
      });
    }
    if (request.method === 'GET' && request.url?.startsWith(lookUp))
      return answer(...hmrc(request, request.url.slice(lookUp.length)));
    return answer(404, {});
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    services: vatServices({
      vies: `${url}/vies`,
      hmrc: { address: url, clientId: 'an-id', clientSecret: 'a-secret' },
      loopback: true,
    }),
    ...{ url, registers, away, asked },
    close: () => new Promise((done) => server.close(() => done())),
  };
}
