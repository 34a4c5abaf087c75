import type { ProblemBody, ProblemField } from '../common/problem.ts';

/** A call that was refused or got no answer. Recognise it by `name`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The problem's stable code, or `offline`, `timeout`, `server` where no problem came back. */
  readonly code: string;
  readonly status: number;
  readonly fields: readonly ProblemField[];
  /** Finds the request in the vendor's log. */
  readonly reference: string | undefined;

  constructor(code: string, problem: Partial<ProblemBody> = {}, cause?: unknown) {
    super(problem.title ?? code, { cause });
    this.code = code;
    this.status = problem.status ?? 0;
    this.fields = problem.fields ?? [];
    this.reference = problem.instance;
  }
}

export const isApiError = (error: unknown): error is ApiError =>
  error instanceof Error && error.name === 'ApiError';

/** The code of anything that was thrown; a bug of ours is `server` to the customer. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'server';

/** What an answer that is not 2xx says; a proxy's HTML page is a `server` failure like any other. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => undefined)) as ProblemBody | undefined;
  const reference = body?.instance ?? response.headers.get('x-request-id') ?? undefined;
  return new ApiError(body?.code ?? 'server', {
    ...body,
    status: response.status,
    ...(reference && { instance: reference }),
  });
}
