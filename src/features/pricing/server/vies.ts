import * as v from 'valibot';
import { askOutside, OutboundError } from '../../../kit/server/outbound.ts';
import { NoVatAnswer, type VatAnswer, type VatService } from './vat-answer.ts';

/** `POST …/check-vat-number`; countries that do not tell write `---`. */
const Answer = v.object({
  valid: v.boolean(),
  requestIdentifier: v.nullish(v.string()),
  name: v.nullish(v.string()),
  address: v.nullish(v.string()),
  userError: v.nullish(v.string()),
});
/** Refusals come with status 200 as well as with others. */
const Refusal = v.object({ errorWrappers: v.pipe(v.array(v.object({ error: v.string() })), v.minLength(1)) });

const told = (text: string | null | undefined, max: number): string | null => {
  const plain = text?.replace(/\s*\n\s*/g, ', ').trim() ?? '';
  return plain === '' || /^-+$/.test(plain) ? null : plain.slice(0, max);
};

/**
 * The VAT Information Exchange System of the European Commission, by its REST API
 * (https://ec.europa.eu/taxation_customs/vies/#/technical-information). It asks the register of the member state, which
 * is away now and then (`MS_UNAVAILABLE`) or too busy (`MS_MAX_CONCURRENT_REQ`): neither says that an id is wrong. Who
 * names its own id gets a consultation number, the proof that is worth something before a tax office.
 */
export const viesService = (address: string, loopback: boolean): VatService => ({
  async ask({ prefix, number }, requester, timeoutMs): Promise<VatAnswer> {
    const own = requester && {
      requesterMemberStateCode: requester.prefix,
      requesterNumber: requester.number,
    };
    const ask = (body: object) => post(address, body, { loopback, timeoutMs });
    const wanted = { countryCode: prefix, vatNumber: number };
    let answer = await ask({ ...wanted, ...own });
    // Our vendor's own id is wrong, which must not stand in its customers' way.
    if (own && refusalOf(answer) === 'INVALID_REQUESTER_INFO') answer = await ask(wanted);
    const refusal = refusalOf(answer);
    if (refusal === 'INVALID_INPUT') return { state: 'invalid', name: null, address: null, proof: null };
    if (refusal !== undefined) throw new NoVatAnswer(refusal);
    const read = v.safeParse(Answer, answer);
    if (!read.success) throw new NoVatAnswer('unreadable');
    const { valid, userError, requestIdentifier, name, address: at } = read.output;
    // With status 200 and `valid: false`, this alone tells an unknown number from a register that is away.
    if (!valid && userError && userError !== 'INVALID' && userError !== 'VALID')
      throw new NoVatAnswer(userError);
    return {
      state: valid ? 'valid' : 'invalid',
      ...{ name: told(name, 200), address: told(at, 400), proof: told(requestIdentifier, 60) },
    };
  },
});

function refusalOf(answer: unknown): string | undefined {
  const read = v.safeParse(Refusal, answer);
  return read.success ? read.output.errorWrappers[0]?.error.slice(0, 60) : undefined;
}

async function post(
  address: string,
  body: object,
  options: { readonly loopback: boolean; readonly timeoutMs: number },
): Promise<unknown> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  try {
    const response = await askOutside(
      `${address}/check-vat-number`,
      { method: 'POST', headers, body: JSON.stringify(body) },
      { ...options, maxBytes: 32_768 },
    );
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok && refusalOf(answer) === undefined) throw new NoVatAnswer(`http-${response.status}`);
    return answer;
  } catch (error) {
    if (error instanceof OutboundError) throw new NoVatAnswer(error.reason);
    throw error;
  }
}
