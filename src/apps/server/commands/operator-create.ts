import * as v from 'valibot';
import { announce } from '../../../features/activity/server/announce.ts';
import { NewOperator, OperatorRole } from '../../../features/operators/schema.ts';
import { createOperator } from '../../../features/operators/server/operators-store.ts';
import { findVendorBySlug } from '../../../features/vendors/server/store.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { generatePassword, hashPassword } from '../../../kit/server/passwords.ts';
import { ConfigError } from '../config.ts';
import { commandActor, defineCommand } from './define.ts';

export const operatorCreateCommand = defineCommand({
  usage: 'operator create --vendor acme --email anna@acme.example [--name text] [--role owner]',
  about: 'make an operator of the console; prints the first password alone',
  options: {
    vendor: { type: 'string' },
    email: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
  },
  async run({ database, clock }, { vendor: slug, email = '', name = email, role = 'owner' }) {
    const vendor = slug && (await findVendorBySlug(database.db, slug, 'live'));
    if (!vendor) throw new ConfigError(`--vendor names no vendor: “${slug ?? ''}”.`);
    if (!v.is(OperatorRole, role))
      throw new ConfigError(`--role is one of ${OperatorRole.options.join(', ')}, not “${role}”.`);
    const password = generatePassword();
    const wanted = v.safeParse(NewOperator, { name, email, role, password });
    if (!wanted.success) throw new ConfigError(`--email takes an e-mail address, not “${email}”.`);
    const passwordHash = await hashPassword(password);
    const at = clock.now();
    await inTransaction(database.db, async (tx) => {
      const { id } = await createOperator(tx, vendor.id, { ...wanted.output, passwordHash }, at);
      const row = { vendorId: vendor.id, actor: commandActor, subjectId: id, at };
      await announce(tx, { ...row, action: 'operator.created', data: { operatorId: id } });
    });
    return password;
  },
});
