import type { Kind } from '../schema.ts';
import type { Props } from './words.ts';

/** What each column of a kind holds: the same words as in the documentation. */
export const KindColumns = ({ t, kind }: { readonly t: Props['t']; readonly kind: Kind }) => (
  <details class="transfer-columns">
    <summary>{t('transfer.columns')}</summary>
    <p class="muted" lang="en">
      {kind.about}
    </p>
    <dl class="pairs" lang="en">
      {kind.columns
        .filter(({ readOnly }) => !readOnly)
        .map(({ name, doc, example, required }) => (
          <>
            <dt key={name} class="mono">
              {name}
            </dt>
            <dd key={`${name}-doc`}>
              {required ? <strong>{t('transfer.column.needed')} </strong> : null}
              {doc} <span class="mono muted">{example}</span>
            </dd>
          </>
        ))}
    </dl>
  </details>
);
