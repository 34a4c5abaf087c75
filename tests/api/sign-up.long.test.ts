import { expect, test } from 'vitest';
import { type TestApp, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const billing = { firstName: 'A', lastName: 'B', street: 'S', postcode: '1', city: 'C', country: 'DE' };

/** A program with so many networks, that waits as long as it has to and does no work. */
async function flood(portico: TestApp, count: number, networks: number): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  for (let index = 0; index < count; index++) {
    const address = `203.0.${index % networks}.7`;
    const post = (path: string, body: object) =>
      portico.app.request(
        `${testPublicUrl}${path}`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ portal: 'acme', ...body }),
        },
        { incoming: { socket: { remoteAddress: address } } },
      );
    const form = (await (await post('/portal/v1/sign-up/tickets', {})).json()) as { ticket: string };
    portico.clock.move(3_000);
    const email = `program-${index}@mail.example`;
    const sent = await post('/portal/v1/sign-ups', {
      ...{ ticket: form.ticket, email, password: 'correct horse', billing },
    });
    statuses[sent.status] = (statuses[sent.status] ?? 0) + 1;
  }
  return statuses;
}

const flooded = databaseKinds.map((kind) => [kind] as const);
test.each(flooded)(
  'DAY-9 on %s a thousand sign-ups by a program: few get in, and all of them go with what they made',
  async (kind) => {
    const portico = await testApp(kind);
    const acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signUp: { customers: true } });
    const started = portico.clock.now().toISOString();
    const one = await flood(portico, 500, 1);
    expect(one[201]).toBeLessThanOrEqual(20);
    const many = await flood(portico, 500, 50);
    // From the hundredth in an hour on, whoever does no work is out.
    expect(many[201]).toBeLessThanOrEqual(100);
    expect(many[403]).toBeGreaterThan(300);
    let removed = 0;
    for (let more = true; more; ) {
      const { body } = await acme.api.post('/api/v1/sign-ups/removal', { createdSince: started });
      removed += body.removed;
      more = body.more;
    }
    expect(removed).toBe((one[201] ?? 0) + (many[201] ?? 0));
    expect((await acme.api.get('/api/v1/customers')).body.items).toEqual([]);
    expect((await acme.api.get('/api/v1/contacts')).body.items).toEqual([]);
    expect((await acme.api.get('/api/v1/mails')).body.items).toEqual([]);
    await portico.close();
  },
  600_000,
);
