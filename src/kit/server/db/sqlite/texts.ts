import type { SentRequest, SentStatement, Statement, WriterRequest } from './writer-thread.ts';

/** Texts beyond these cross as they are: some are made for as many rows as there happen to be. */
const MOST = 500;

/**
 * The numbers by which the two threads call their statements. Each message is copied, and the texts of what begins a
 * session are four times as long as all of its values.
 */
export class Texts {
  readonly #numbers = new Map<string, number>();

  shorten({ first, sql, batches, ...request }: WriterRequest): SentRequest {
    const fresh: string[] = [];
    const number = (text: string): string | number => {
      const known = this.#numbers.get(text);
      if (known !== undefined) return known;
      if (this.#numbers.size >= MOST) return text;
      const next = this.#numbers.size;
      this.#numbers.set(text, next);
      fresh.push(text);
      return next;
    };
    const all = (statements: readonly Statement[]): SentStatement[] =>
      statements.map(({ sql: text, values }) => ({ sql: number(text), values }));
    const sent = {
      ...request,
      ...(first && { first: all(first) }),
      ...(sql !== undefined && { sql: number(sql) }),
      ...(batches && { batches: batches.map(all) }),
    };
    return fresh.length > 0 ? { ...sent, texts: fresh } : sent;
  }
}
