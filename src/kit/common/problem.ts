import * as v from 'valibot';

/** One refused field of a request: `path` as in the body (`address.street`), `code` stable, `message` in English. */
export const ProblemField = v.object({ path: v.string(), code: v.string(), message: v.string() });
export type ProblemField = v.InferOutput<typeof ProblemField>;

/**
 * The one shape of every refusal (RFC 9457, `application/problem+json`). Clients branch on `code`, people read
 * a translation of it; `instance` is the request id that finds the request in log and console.
 */
export const ProblemBody = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.optional(v.string()),
  instance: v.optional(v.string()),
  fields: v.optional(v.array(ProblemField)),
});
export type ProblemBody = v.InferOutput<typeof ProblemBody>;

export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
}

export interface ProblemExtras {
  /** One English sentence that names what to change; shown to developers, never to customers. */
  readonly detail?: string;
  readonly fields?: readonly ProblemField[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Members that another standard asks for beside ours (RFC 9457 §3.2), as OAuth's `error`. */
  readonly members?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refusal on its way to the answer. Recognise it by `name`: `instanceof` fails across realms. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly fields: readonly ProblemField[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, string>> | undefined;

  constructor(code: string, definition: ProblemDefinition, extras: ProblemExtras = {}) {
    super(definition.title, { cause: extras.cause });
    this.code = code;
    this.status = definition.status;
    this.detail = extras.detail;
    this.fields = extras.fields;
    this.headers = extras.headers ?? {};
    this.members = extras.members;
  }
}

export const isProblem = (error: unknown): error is Problem =>
  error instanceof Error && error.name === 'Problem' && 'status' in error;

/** Declares the refusals of one feature; keys are `thing.what-is-wrong` and are never renamed once released. */
export const defineProblems = <const Defs extends Record<string, ProblemDefinition>>(
  definitions: Defs,
): Defs => definitions;

/** Makes the feature's `problem('…')`: a code that was not declared does not compile. */
export const problemThrower =
  <Defs extends Record<string, ProblemDefinition>>(definitions: Defs) =>
  (code: keyof Defs & string, extras?: ProblemExtras): Problem =>
    new Problem(code, definitions[code] as ProblemDefinition, extras);
