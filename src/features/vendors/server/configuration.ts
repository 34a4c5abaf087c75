import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import {
  type ConfigurationChange,
  type ConfigurationContext,
  type ConfigurationPart,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { Scope, SigningAlgorithm, SigningKeyStatus } from '../schema.ts';
import { listApiKeys } from './api-keys-store.ts';
import { createSigningKey, listSigningKeys } from './signing-keys-store.ts';

const SigningKeys = v.array(
  v.strictObject({
    name: v.string(),
    algorithm: SigningAlgorithm,
    publicKey: v.nullable(v.string()),
    status: SigningKeyStatus,
  }),
);
const ApiKeys = v.array(v.strictObject({ name: v.string(), scopes: v.array(Scope) }));

const leftOut = (part: string, name: string, note: string): ConfigurationChange => ({
  ...{ part, name, outcome: 'left-out', fields: [], note },
});

/** Public keys with which tokens are verified. Those with a secret are made anew at the other end. */
export const signingKeysPart = (secrets: Secrets): ConfigurationPart => ({
  name: 'signingKeys',

  async export(db, vendorId) {
    return (await listSigningKeys(db, vendorId))
      .filter(({ status }) => status !== 'revoked')
      .map(({ name, algorithm, publicKey, status }) => ({ name, algorithm, publicKey, status }));
  },

  async apply(tx: Db, { vendorId, at }: ConfigurationContext, file: unknown) {
    const here = await listSigningKeys(tx, vendorId);
    const changes: ConfigurationChange[] = [];
    const wanted = readPart(SigningKeys, file, 'signingKeys');
    for (const { name, algorithm, publicKey } of wanted) {
      if (publicKey === null) {
        if (!here.some((key) => key.name === name && key.algorithm === algorithm))
          changes.push(leftOut('signingKeys', name, 'Its secret is in no file: make a key here.'));
      } else if (
        !here.some((key) => key.publicKey?.trim() === publicKey.trim() && key.status !== 'revoked')
      ) {
        await createSigningKey(tx, secrets, vendorId, { name, algorithm, publicKey }, at);
        changes.push({ part: 'signingKeys', name, outcome: 'created', fields: [] });
      }
    }
    const known = wanted.map(({ name, publicKey }) => publicKey?.trim() ?? name);
    for (const { name, publicKey, status } of here) {
      if (status !== 'revoked' && !known.includes(publicKey?.trim() ?? name))
        changes.push({ part: 'signingKeys', name, outcome: 'only-here', fields: [] });
    }
    return changes;
  },
});

/** Which API keys there are and what they may do; a key itself can't be read by anybody, so none is taken over. */
export const apiKeysPart: ConfigurationPart = {
  name: 'apiKeys',

  async export(db, vendorId) {
    return (await listApiKeys(db, vendorId)).map(({ name, scopes }) => ({ name, scopes }));
  },

  async apply(tx, { vendorId }, file) {
    const here = (await listApiKeys(tx, vendorId)).map(({ name }) => name);
    return readPart(ApiKeys, file, 'apiKeys')
      .filter(({ name }) => !here.includes(name))
      .map(({ name }) => leftOut('apiKeys', name, 'A key is read once, when it is made: make one here.'));
  },
};
