import type { FormField } from '../../../kit/ui/console/Form.tsx';
import type { ComponentGrant, LicenceGrant } from '../../licences/grant.ts';
import type { Product } from '../../licences/schema.ts';
import { Cell, Choice, RowEditor, rowsOf } from './RowEditor.tsx';
import type { Words } from './words.ts';

/** Licences that come with a variant or a component, as they are typed. */

interface GrantDraft {
  readonly productId: string;
  readonly kind: LicenceGrant['kind'];
  readonly mode: LicenceGrant['mode'];
  /** Empty: no limit. */
  readonly machines: string;
  /** `contract`, a length as JSON, or empty: for ever. */
  readonly lifetime: string;
  /** Names with commas between them. */
  readonly entitlements: string;
}

const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .map((name) => name.trim())
      .filter(Boolean),
  ),
];
const isName = (name: string): boolean => /^[A-Za-z0-9][\w.:-]{0,63}$/.test(name);

export const draftGrants = (grants: readonly LicenceGrant[]): string =>
  JSON.stringify(
    grants.map(
      ({ productId, kind, mode, machineLimit, entitlements, lifetime }): GrantDraft => ({
        ...{ productId, kind, mode, entitlements: entitlements.join(', ') },
        machines: machineLimit === -1 ? '' : String(machineLimit),
        lifetime: lifetime === null ? '' : typeof lifetime === 'string' ? lifetime : JSON.stringify(lifetime),
      }),
    ),
  );
export const grantsOf = (text: string): LicenceGrant[] =>
  rowsOf<GrantDraft>(text).map(({ productId, kind, mode, machines, lifetime, entitlements }) => ({
    ...{ productId, kind, mode, entitlements: namesIn(entitlements) },
    machineLimit: machines.trim() === '' ? -1 : Number(machines),
    lifetime:
      lifetime === ''
        ? null
        : lifetime === 'contract'
          ? 'contract'
          : (JSON.parse(lifetime) as LicenceGrant['lifetime']),
  }));

interface AddedDraft {
  readonly productId: string;
  readonly machines: string;
  readonly entitlements: string;
}
export const draftAdded = (grants: readonly ComponentGrant[]): string =>
  JSON.stringify(
    grants.map(
      ({ productId, machinesPerUnit, entitlements }): AddedDraft => ({
        ...{ productId, machines: String(machinesPerUnit), entitlements: entitlements.join(', ') },
      }),
    ),
  );
export const addedOf = (text: string): ComponentGrant[] =>
  rowsOf<AddedDraft>(text).map(({ productId, machines, entitlements }) => ({
    ...{ productId, machinesPerUnit: Number(machines || 0), entitlements: namesIn(entitlements) },
  }));

function wrongIn(t: Words, rows: readonly (GrantDraft | AddedDraft)[], once: boolean): string | undefined {
  for (const [at, { productId, machines, entitlements }] of rows.entries()) {
    const line = at + 1;
    if (once && rows.findIndex((row) => row.productId === productId) !== at) {
      return t('catalogue.wrong.repeated', { line });
    }
    if (!/^\d{0,6}$/.test(machines.trim())) return t('catalogue.wrong.machines', { line });
    if (!namesIn(entitlements).every(isName)) return t('catalogue.wrong.entitlement', { line });
  }
  return undefined;
}

const productsIn = (products: readonly Product[]) =>
  products.map(({ id, name }) => ({ value: id, label: name }));
const year = JSON.stringify({ count: 1, unit: 'year' });

export const grantsField = (t: Words, products: readonly Product[]): FormField => ({
  ...{ name: 'grants', label: t('catalogue.grants'), kind: 'own' as const, always: true },
  check: (text: string) => wrongIn(t, rowsOf<GrantDraft>(text), true),
  draw: (own) => (
    <RowEditor<GrantDraft>
      {...{ own, t, legend: t('catalogue.grants'), hint: t('catalogue.grants.hint') }}
      add={t('catalogue.grant.add')}
      fresh={() => ({
        ...{ productId: products[0]?.id ?? '', kind: 'subscription', mode: 'node-locked' },
        ...{ machines: '1', lifetime: 'contract', entitlements: '' },
      })}
      nameOf={({ productId }) => products.find(({ id }) => id === productId)?.name ?? ''}
      draw={(row, change) => (
        <>
          <Choice
            label={t('catalogue.grant.product')}
            value={row.productId}
            onInput={(productId) => change({ ...row, productId })}
            options={productsIn(products)}
          />
          <Choice
            label={t('catalogue.grant.kind')}
            value={row.kind}
            onInput={(kind) => change({ ...row, kind: kind as GrantDraft['kind'] })}
            options={(['subscription', 'perpetual', 'trial'] as const).map((value) => ({
              value,
              label: t(`catalogue.grant.kind.${value}`),
            }))}
          />
          <Choice
            label={t('catalogue.grant.mode')}
            value={row.mode}
            onInput={(mode) => change({ ...row, mode: mode as GrantDraft['mode'] })}
            options={(['node-locked', 'floating'] as const).map((value) => ({
              value,
              label: t(`catalogue.grant.mode.${value}`),
            }))}
          />
          <Cell
            label={t('catalogue.grant.machines')}
            inputmode="numeric"
            value={row.machines}
            onInput={(machines) => change({ ...row, machines })}
          />
          <Choice
            label={t('catalogue.grant.lifetime')}
            value={row.lifetime}
            onInput={(lifetime) => change({ ...row, lifetime })}
            options={[...new Set(['contract', '', year, row.lifetime])].map((value) => ({
              value,
              label: lifetimeName(t, value),
            }))}
          />
          <Cell
            label={t('catalogue.grant.entitlements')}
            width="wide"
            value={row.entitlements}
            onInput={(entitlements) => change({ ...row, entitlements })}
          />
        </>
      )}
    />
  ),
});

function lifetimeName(t: Words, value: string): string {
  if (value === '') return t('catalogue.grant.lifetime.ever');
  if (value === 'contract') return t('catalogue.grant.lifetime.contract');
  const { count, unit } = JSON.parse(value) as { count: number; unit: string };
  return t('catalogue.length', { count, unit });
}

export const addedField = (t: Words, products: readonly Product[]): FormField => ({
  ...{ name: 'grants', label: t('catalogue.grants'), kind: 'own' as const, always: true },
  check: (text: string) => wrongIn(t, rowsOf<AddedDraft>(text), false),
  draw: (own) => (
    <RowEditor<AddedDraft>
      {...{ own, t, legend: t('catalogue.grants'), hint: t('catalogue.grants.added') }}
      add={t('catalogue.grant.add')}
      fresh={() => ({ productId: products[0]?.id ?? '', machines: '1', entitlements: '' })}
      nameOf={({ productId }) => products.find(({ id }) => id === productId)?.name ?? ''}
      draw={(row, change) => (
        <>
          <Choice
            label={t('catalogue.grant.product')}
            value={row.productId}
            onInput={(productId) => change({ ...row, productId })}
            options={productsIn(products)}
          />
          <Cell
            label={t('catalogue.grant.machines-each')}
            inputmode="numeric"
            value={row.machines}
            onInput={(machines) => change({ ...row, machines })}
          />
          <Cell
            label={t('catalogue.grant.entitlements')}
            width="wide"
            value={row.entitlements}
            onInput={(entitlements) => change({ ...row, entitlements })}
          />
        </>
      )}
    />
  ),
});
