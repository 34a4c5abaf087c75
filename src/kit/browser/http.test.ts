import { expect, test, vi } from 'vitest';
import { ApiError } from './api-error.ts';
import type { Call } from './first-call.ts';
import { createHttp } from './http.ts';

/** A client whose calls are answered in turn, by a value or by a refusal. */
function client(...answers: unknown[]) {
  const calls: [path: string, request: Call][] = [];
  const send = async <Answer>(path: string, request: Call = {}): Promise<Answer> => {
    calls.push([path, request]);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer as Answer;
  };
  let bearer = 'first';
  const session = {
    bearer: () => bearer,
    renew: vi.fn(async () => {
      bearer = 'second';
      return true;
    }),
    end: vi.fn(),
  };
  const refused: string[] = [];
  const http = createHttp(send, session, { 'x-portico-top': 'acme' }, (code) => refused.push(code));
  return { http, calls, session, refused };
}
const refusal = (code: string, status: number) => new ApiError(code, { status });

test('what only reads is tried three times while the service is away, what writes once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const away = client(refusal('server', 503), refusal('offline', 0), 'there');
    const read = away.http.get('/list');
    await vi.runAllTimersAsync();
    expect([await read, away.calls.length]).toEqual(['there', 3]);

    const gone = client(...[502, 503, 504, 503].map((status) => refusal('server', status)));
    const lost = gone.http.get('/list').catch((error: ApiError) => error.status);
    await vi.runAllTimersAsync();
    expect([await lost, gone.calls.length]).toEqual([504, 3]);

    const writing = client(refusal('server', 503), 'there');
    await expect(writing.http.post('/orders', {})).rejects.toMatchObject({ status: 503 });
    expect(writing.calls).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

test('a 401 renews the session once and sends the same again with the new one', async () => {
  const { http, calls, session, refused } = client(refusal('session.ended', 401), 'saved');
  expect(await http.put('/name', { name: 'x' })).toBe('saved');
  expect(calls.map(([path, { method, bearer, body }]) => [path, method, bearer, body])).toEqual([
    ['/name', 'PUT', 'first', { name: 'x' }],
    ['/name', 'PUT', 'second', { name: 'x' }],
  ]);
  expect([session.renew.mock.calls, session.end.mock.calls.length, refused]).toEqual([[['revoked']], 0, []]);
});

test('a session that nothing renews is over; refusals are heard by their code', async () => {
  const { http, calls, session, refused } = client(refusal('session.ended', 401));
  session.renew.mockResolvedValue(false);
  await expect(http.delete('/thing')).rejects.toMatchObject({ code: 'session.ended' });
  expect(session.end).toHaveBeenCalledOnce();
  expect([calls.length, refused]).toEqual([1, ['session.ended']]);
  expect(calls[0]?.[1].headers).toEqual({ 'x-portico-top': 'acme' });
});
