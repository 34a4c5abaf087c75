import type { VatId } from '../vat-ids.ts';

export type Asked = Pick<VatId, 'prefix' | 'number'>;

/** What an official service said. */
export interface VatAnswer {
  readonly state: 'valid' | 'invalid';
  /** The company as registered, where the country tells. */
  readonly name: string | null;
  readonly address: string | null;
  /** The number under which the service remembers this question: the proof that it was asked. */
  readonly proof: string | null;
}

/** No answer, which says nothing about the VAT id; `code` is the service's own word or the reason of the connection. */
export class NoVatAnswer extends Error {
  override readonly name = 'NoVatAnswer';
  readonly code: string;
  constructor(code: string) {
    super(`A VAT id could not be checked: ${code}`);
    this.code = code;
  }
}

/** One official service, as its protocol has it. */
export interface VatService {
  /** @throws NoVatAnswer */
  ask(id: Asked, requester: Asked | null, timeoutMs: number): Promise<VatAnswer>;
}
