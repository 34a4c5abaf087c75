import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import {
  defineProblems,
  isProblem,
  type Problem,
  type ProblemBody,
  problemThrower,
} from '../../common/problem.ts';
import { isSerializationFailure } from '../db/errors.ts';
import { databaseProblem } from '../db/problems.ts';

export const requestProblems = defineProblems({
  'request.malformed': { status: 400, title: 'The request could not be read' },
  'request.unauthenticated': { status: 401, title: 'A valid credential is needed' },
  'request.cross-site': { status: 403, title: 'This request comes from another site' },
  'request.forbidden': { status: 403, title: 'This credential may not do that' },
  'request.not-found': { status: 404, title: 'There is nothing at this address' },
  'request.too-slow': { status: 408, title: 'The body did not arrive in time' },
  'request.too-large': { status: 413, title: 'The request is too large' },
  'request.media-type': { status: 415, title: 'The body is of another type' },
  'request.misdirected': { status: 421, title: 'This service does not answer to that host' },
  'request.invalid': { status: 422, title: 'Some fields can not be accepted' },
  'request.too-many': { status: 429, title: 'Too many requests' },
  'request.unexpected': { status: 500, title: 'Something went wrong on our side' },
  'service.busy': { status: 503, title: 'Too much is going on right now' },
  'service.stopping': { status: 503, title: 'The service is restarting' },
});

export const requestProblem = problemThrower(requestProblems);

interface Asked {
  readonly requestId: string | undefined;
  readonly publicUrl: string | undefined;
}

function bodyOf(problem: Problem, { requestId, publicUrl }: Asked): ProblemBody {
  return {
    ...problem.members,
    // Where it is explained; RFC 9457 has a word for refusals that stand nowhere.
    type: publicUrl ? `${publicUrl}/docs/problems#${problem.code}` : 'about:blank',
    title: problem.message,
    status: problem.status,
    code: problem.code,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...(problem.fields && { fields: [...problem.fields] }),
    ...(requestId && { instance: requestId }),
  };
}

/** The answer for a refusal: `application/problem+json`, never cached. */
export function answerProblem(c: Context, problem: Problem): Response {
  const asked: Asked = { requestId: c.get('requestId'), publicUrl: c.get('publicUrl') };
  const body = JSON.stringify(bodyOf(problem, asked));
  return c.body(body, problem.status as 400, {
    ...problem.headers,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
}

/** Everything that is not a declared refusal is a bug: logged with its cause, answered without it. */
export function problemHandler(log: (error: unknown, c: Context) => void): ErrorHandler {
  return (error, c) => {
    if (isProblem(error)) {
      if (error.status >= 500) log(error, c);
      return answerProblem(c, error);
    }
    if (error instanceof HTTPException && error.status < 500) {
      return answerProblem(c, requestProblem('request.malformed', { detail: error.message }));
    }
    if (isSerializationFailure(error)) {
      // Inside the transaction of a whole request it is tried again, and told of when that did not help.
      if (!c.get('db')?.isTransaction) log(error, c);
      return answerProblem(c, databaseProblem('database.busy', error));
    }
    log(error, c);
    return answerProblem(c, requestProblem('request.unexpected'));
  };
}

/** How long to wait stands in seconds in `retry-after`. */
export const tooMany = (waitMs: number) =>
  requestProblem('request.too-many', { headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } });
