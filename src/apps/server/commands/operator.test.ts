import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testSecrets } from '../../../../tests/helpers/app.ts';
import { ConsoleTab, signedIn } from '../../../../tests/helpers/console.ts';
import { databaseKinds } from '../../../../tests/helpers/databases.ts';
import type { Command } from './define.ts';
import { operatorCreateCommand } from './operator-create.ts';
import { operatorResetCommand } from './operator-reset.ts';

describe.each(databaseKinds)('commands for operators, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const run = (command: Command, options: Record<string, string>): Promise<string | undefined> => {
    if (!('run' in command)) throw new Error('it opens no data');
    const { database, clock } = portico;
    return command.run({ database, clock, secrets: testSecrets } as never, options, []);
  };
  const signIn = async (email: string, password = '') =>
    (await new ConsoleTab(portico.app).signIn(email, password)).status;

  test('DAY-21 an operator made by command signs in with the password it printed', async () => {
    const password = await run(operatorCreateCommand, {
      vendor: 'acme',
      email: 'new@acme.example',
      role: 'admin',
    });
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    expect(await signIn('new@acme.example', password)).toBe(201);
    const create = (options: Record<string, string>) =>
      run(operatorCreateCommand, { vendor: 'acme', email: 'x@acme.example', ...options });
    await expect(create({ email: 'NEW@acme.example' })).rejects.toThrow('exists');
    await expect(create({ email: 'no address' })).rejects.toThrow('--email takes an e-mail address');
    await expect(create({ role: 'king' })).rejects.toThrow('--role is one of owner, admin');
    await expect(create({ vendor: 'nobody' })).rejects.toThrow('--vendor names no vendor');
  });

  test('DAY-21 a reset prints a new password, ends the operator’s sessions and is in the log', async () => {
    const anna = await signedIn(portico, acme.id, 'owner', 'anna@acme.example');
    const password = await run(operatorResetCommand, { email: 'Anna@acme.example' });
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
    expect((await anna.signIn('anna@acme.example')).status).toBe(401);
    expect(await signIn('anna@acme.example', password)).toBe(201);
    const { body } = await acme.api.get('/api/v1/activity?actor=command&action=operator.updated');
    expect(body.items[0]).toMatchObject({ action: 'operator.updated', fields: ['password'] });
    await expect(run(operatorResetCommand, { email: 'nobody@acme.example' })).rejects.toThrow(
      'There is no operator “nobody@acme.example”.',
    );
  });

  test('ID14 a reset of an address that works for two vendors asks for which', async () => {
    await portico.vendor('globex');
    const first = await run(operatorCreateCommand, { vendor: 'acme', email: 'two@x.example' });
    await run(operatorCreateCommand, { vendor: 'globex', email: 'two@x.example' });
    await expect(run(operatorResetCommand, { email: 'two@x.example' })).rejects.toThrow(
      /acme, globex|globex, acme/,
    );
    const next = await run(operatorResetCommand, { email: 'two@x.example', vendor: 'globex' });
    expect(await signIn('two@x.example', first)).toBe(201);
    expect(await signIn('two@x.example', next)).toBe(201);
  });
});
