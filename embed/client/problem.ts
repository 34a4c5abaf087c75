/** One field that could not be accepted: its path as written in JSON, a stable code, an English sentence. */
export interface ProblemField {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface PorticoProblemDetails {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string | undefined;
  readonly fields?: readonly ProblemField[] | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A call that did not succeed. Branch on `code`: `customer.not-found`, `request.invalid` and the like never change
 * their meaning. Where no answer of Portico came, `status` is 0 and `code` one of `client.unreachable`,
 * `client.timeout` and `client.aborted`; an answer that is none of Portico's (a proxy's) is `client.unknown-answer`.
 */
export class PorticoProblem extends Error {
  override readonly name = 'PorticoProblem';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** What was wrong with the input, for `request.invalid`. */
  readonly fields: readonly ProblemField[];
  /** Finds the request in Portico's log; name it when you ask for help. */
  readonly requestId: string | undefined;

  constructor({ code, title, status, detail, fields, requestId, cause }: PorticoProblemDetails) {
    const named = fields?.map(({ path, message }) => `${path}: ${message}`).join(' ');
    super([`${title} (${code})`, detail, named].filter(Boolean).join(' – '), { cause });
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.fields = fields ?? [];
    this.requestId = requestId;
  }
}

/** Recognised by name, since `instanceof` fails where a bundler carries the module twice. */
export const isPorticoProblem = (error: unknown, code?: string): error is PorticoProblem =>
  error instanceof Error &&
  error.name === 'PorticoProblem' &&
  (code === undefined || (error as PorticoProblem).code === code);

interface ProblemJson {
  readonly code?: unknown;
  readonly title?: string;
  readonly detail?: string;
  readonly fields?: readonly ProblemField[];
  readonly instance?: string;
}

/** The problem that an answer tells of; whatever stands between may answer something else, or nothing. */
export async function problemOf(response: Response): Promise<PorticoProblem> {
  const { status, headers } = response;
  const told = headers.get('content-type')?.includes('application/problem+json')
    ? ((await response.json().catch(() => ({}))) as ProblemJson)
    : {};
  const requestId = told.instance ?? headers.get('x-request-id') ?? undefined;
  if (typeof told.code === 'string') {
    const { code, title = 'Refused', detail, fields } = told;
    return new PorticoProblem({ code, title, status, detail, fields, requestId });
  }
  return new PorticoProblem({
    code: 'client.unknown-answer',
    title: `Something between answered ${status}`,
    status,
    requestId,
  });
}
