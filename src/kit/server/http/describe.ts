import type { MiddlewareHandler } from 'hono';
import { resolver, uniqueSymbol } from 'hono-openapi';
import type { GenericSchema } from 'valibot';
import { ProblemBody } from '../../common/problem.ts';

export interface RouteDescription {
  /** One line, as a command: “List contracts”. */
  readonly summary: string;
  readonly description?: string;
  /** The collection's name; groups the page. */
  readonly tag: string;
  /** Answers by status; `null` for one without a body. */
  readonly answers: Readonly<Record<number, GenericSchema<unknown, unknown> | null>>;
  /** Media types of a raw body. */
  readonly takes?: readonly string[];
  /** Media types of a raw answer; its status is 200. */
  readonly gives?: readonly string[];
  /** Codes of refusals beyond those every route knows. */
  readonly problems?: readonly string[];
}

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: resolver(ProblemBody) } },
});

const rawContent = (mediaTypes: readonly string[]) =>
  Object.fromEntries(mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

/**
 * Writes a route into the OpenAPI file: its answers, our 422 and the refusals it can give. What stands there is made when
 * somebody asks for the file: few ever do, and an object with a status as its key takes 5 kB, for each of 700 routes.
 */
export function describe({ answers, ...route }: RouteDescription): MiddlewareHandler {
  const statuses = Object.entries(answers);
  const pass: MiddlewareHandler = (_c, next) => next();
  return Object.assign(pass, {
    [uniqueSymbol]: {
      get spec() {
        return specOf(route, statuses);
      },
    },
  });
}

function specOf(
  route: Omit<RouteDescription, 'answers'>,
  statuses: readonly [string, GenericSchema<unknown, unknown> | null][],
): object {
  const responses: Record<string, object> = {};
  for (const [status, schema] of statuses) {
    responses[status] = schema
      ? { description: route.summary, content: { 'application/json': { schema: resolver(schema) } } }
      : { description: route.summary };
  }
  if (route.gives) responses['200'] = { description: route.summary, content: rawContent(route.gives) };
  responses['422'] = problemAnswer('`request.invalid`: `fields` names what can not be accepted');
  responses.default = problemAnswer(
    ['A refusal', ...(route.problems ?? []).map((code) => `\`${code}\``)].join(', '),
  );
  return {
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [route.tag],
    responses,
    ...(route.takes && { requestBody: { required: true, content: rawContent(route.takes) } }),
  };
}
