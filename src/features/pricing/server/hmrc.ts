import * as v from 'valibot';
import { askOutside, OutboundError } from '../../../kit/server/outbound.ts';
import { NoVatAnswer, type VatAnswer, type VatService } from './vat-answer.ts';

export interface HmrcOptions {
  /** `https://api.service.hmrc.gov.uk`. */
  readonly address: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const Token = v.object({ access_token: v.string(), expires_in: v.number() });
const Found = v.object({
  target: v.object({
    name: v.string(),
    address: v.optional(v.record(v.string(), v.union([v.string(), v.null(), v.undefined()])), {}),
  }),
  consultationNumber: v.nullish(v.string()),
});

/**
 * HM Revenue & Customs, “Check a UK VAT number” 2.0
 * (https://developer.service.hmrc.gov.uk/api-documentation/docs/api/service/vat-registered-companies-api/2.0): with a
 * token of the application's own (OAuth client credentials), four hours long. With the asker's VAT number in the
 * address it gives a consultation number.
 */
export function hmrcService(options: HmrcOptions, loopback: boolean): VatService {
  const { address, clientId, clientSecret } = options;
  let token: { readonly text: string; readonly until: number } | undefined;

  async function tokenFor(timeoutMs: number): Promise<string> {
    if (token && token.until > performance.now()) return token.text;
    const body = new URLSearchParams({
      ...{ grant_type: 'client_credentials', scope: 'read:vat' },
      ...{ client_id: clientId, client_secret: clientSecret },
    });
    const response = await ask(
      `${address}/oauth/token`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
      },
      { loopback, timeoutMs },
    );
    const read = v.safeParse(Token, await response.json().catch(() => undefined));
    if (!read.success) throw new NoVatAnswer(`token-${response.status}`);
    const { access_token: text, expires_in: seconds } = read.output;
    token = { text, until: performance.now() + Math.max(0, seconds - 60) * 1000 };
    return text;
  }

  async function lookUp(number: string, requester: string | null, timeoutMs: number): Promise<Response> {
    const path = requester === null ? number : `${number}/${requester}`;
    const headers = {
      accept: 'application/vnd.hmrc.2.0+json',
      authorization: `Bearer ${await tokenFor(timeoutMs)}`,
    };
    const at = `${address}/organisations/vat/check-vat-number/lookup/${path}`;
    return ask(at, { headers }, { loopback, timeoutMs });
  }

  return {
    async ask({ number }, requester, timeoutMs): Promise<VatAnswer> {
      let response = await lookUp(number, requester?.number ?? null, timeoutMs);
      // Withdrawn before its time: one more try with a new one.
      if (response.status === 401) {
        token = undefined;
        response = await lookUp(number, requester?.number ?? null, timeoutMs);
      }
      // The vendor's own number is not registered, which must not stand in its customers' way.
      if (requester && response.status === 403) response = await lookUp(number, null, timeoutMs);
      if (response.status === 404 || response.status === 400)
        return { state: 'invalid', name: null, address: null, proof: null };
      if (response.status !== 200) throw new NoVatAnswer(`http-${response.status}`);
      const read = v.safeParse(Found, await response.json().catch(() => undefined));
      if (!read.success) throw new NoVatAnswer('unreadable');
      const { target, consultationNumber } = read.output;
      const lines = Object.values(target.address).filter((line) => typeof line === 'string' && line !== '');
      return {
        ...{ state: 'valid', name: target.name.slice(0, 200) },
        ...{ address: lines.join(', ').slice(0, 400) || null, proof: consultationNumber ?? null },
      };
    },
  };
}

async function ask(
  address: string,
  request: Parameters<typeof askOutside>[1],
  options: { readonly loopback: boolean; readonly timeoutMs: number },
): Promise<Response> {
  try {
    return await askOutside(address, request, { ...options, maxBytes: 32_768 });
  } catch (error) {
    if (error instanceof OutboundError) throw new NoVatAnswer(error.reason);
    throw error;
  }
}
