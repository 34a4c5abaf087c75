import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import {
  type ConfigurationChange,
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { issuerFault } from '../../oidc/rules.ts';
import { NewOperatorOidc, OperatorPolicy } from '../security-schema.ts';
import { findStaffProvider, putStaffProvider } from './oidc-store.ts';
import { changePolicy, readPolicy } from './policy-store.ts';

const part = 'staffSignIn';
const Wanted = v.strictObject({
  ...OperatorPolicy.entries,
  oidc: v.nullable(
    v.strictObject({
      ...v.omit(NewOperatorOidc, ['clientSecret']).entries,
      hasSecret: v.optional(v.boolean(), false),
    }),
  ),
});
type Provider = NonNullable<v.InferOutput<typeof Wanted>['oidc']>;
const names = ['issuer', 'clientId', 'roleClaim', 'roles', 'makesOperators'] as const;

async function providerOf(db: Db, secrets: Secrets, vendorId: string): Promise<Provider | null> {
  const found = await findStaffProvider(db, secrets, vendorId);
  if (!found) return null;
  const { issuer, clientId, clientSecret, roleClaim, roles, makesOperators } = found;
  return { issuer, clientId, roleClaim, roles, makesOperators, hasSecret: clientSecret !== undefined };
}

const leftOut = (name: string, note: string): ConfigurationChange => ({
  ...{ part, name, outcome: 'left-out', fields: [], note },
});

/**
 * What is asked of every operator, and the company's own sign-in without its secret. Kept at the live side; whoever says
 * who gives roles can give themselves the highest, so that owners alone take it over.
 */
export const staffSignInPart = (secrets: Secrets): ConfigurationPart => ({
  name: part,

  async export(db, vendorId) {
    return { ...(await readPolicy(db, vendorId)), oidc: await providerOf(db, secrets, vendorId) };
  },

  async apply(tx, { vendorId, at, testSide, fromTestSide, byOwner }, file) {
    const { oidc: wanted, secondFactor } = readPart(Wanted, file, part);
    // A test side knows nothing of it, and its file would say that nothing is asked.
    if (fromTestSide) return [];
    const policy = await readPolicy(tx, vendorId);
    const before = await providerOf(tx, secrets, vendorId);
    const fields = wanted ? fieldChanges(before ?? {}, wanted, names) : [];
    const isOther = { policy: policy.secondFactor !== secondFactor, provider: fields.length > 0 };
    if (!isOther.policy && !isOther.provider)
      return before && !wanted ? [{ part, name: 'oidc', outcome: 'only-here', fields: [] }] : [];
    if (testSide) return [leftOut(part, 'How staff sign in is kept at the live side.')];
    if (!byOwner) return [leftOut(part, 'Owners alone change how staff sign in.')];
    const changes: ConfigurationChange[] = [];
    if (isOther.policy) {
      await changePolicy(tx, vendorId, { secondFactor }, at);
      const changed = fieldChanges(policy, { secondFactor }, ['secondFactor']);
      changes.push({ part, name: 'policy', outcome: 'changed', fields: changed });
    }
    if (wanted && isOther.provider) {
      const { hasSecret, ...provider } = wanted;
      const fault = issuerFault(provider.issuer, false);
      if (fault) return [...changes, leftOut('oidc', fault)];
      await putStaffProvider(tx, secrets, vendorId, provider, at);
      const kept = before?.issuer === provider.issuer && before.clientId === provider.clientId;
      changes.push({
        ...{ part, name: 'oidc', outcome: before ? 'changed' : 'created', fields: before ? fields : [] },
        ...(hasSecret && !kept && { note: 'Its client secret is in no file: type it here.' }),
      });
    } else if (before && !wanted) changes.push({ part, name: 'oidc', outcome: 'only-here', fields: [] });
    return changes;
  },
});
