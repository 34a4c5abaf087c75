import { announce } from '../../../features/activity/server/announce.ts';
import { findCandidates, updateOperator } from '../../../features/operators/server/operators-store.ts';
import { removeSecondFactor } from '../../../features/operators/server/second-factor-store.ts';
import { Scope } from '../../../features/vendors/schema.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { generatePassword, hashPassword } from '../../../kit/server/passwords.ts';
import { ConfigError } from '../config.ts';
import { commandActor, defineCommand } from './define.ts';

export const operatorResetCommand = defineCommand({
  usage: 'operator reset --email anna@acme.example [--vendor acme]',
  about:
    'give an operator a new password, printed alone; ends their sessions, takes away app, passkeys and recovery codes',
  options: { email: { type: 'string' }, vendor: { type: 'string' } },
  async run({ database, clock }, { email = '', vendor: slug }) {
    const found = await findCandidates(database.db, email);
    const meant = found.filter(({ vendor }) => slug === undefined || vendor.slug === slug);
    const [one, another] = meant;
    if (!one) throw new ConfigError(`There is no operator “${email}”${slug ? ` of vendor “${slug}”` : ''}.`);
    if (another) {
      const slugs = meant.map(({ vendor }) => vendor.slug).join(', ');
      throw new ConfigError(`“${email}” is an operator of several vendors: add --vendor, one of ${slugs}.`);
    }
    const password = generatePassword();
    const passwordHash = await hashPassword(password);
    const at = clock.now();
    const vendorId = one.vendor.id;
    await inTransaction(database.db, async (tx) => {
      const { fields } = await updateOperator(tx, vendorId, one.id, { passwordHash }, Scope.options, at);
      await removeSecondFactor(tx, { vendorId, operatorId: one.id });
      const row = { vendorId, actor: commandActor, subjectId: one.id, fields, at };
      await announce(tx, { ...row, action: 'operator.updated', data: { operatorId: one.id } });
    });
    return password;
  },
});
