import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { eye } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import type { Customer } from '../../customers/schema.ts';
import { type SampleKind, sampleCustomer, sampleScopes, samplesOf } from './samples.ts';
import type { OnePortal } from './words.ts';

interface SampleBarProps extends Pick<OnePortal, 'desk' | 't' | 'portal'> {
  readonly onMade: (customer: Customer) => void;
}

/** Whether this operator can have sample customers here: they are data, and data of nobody has no place among real ones. */
export const hasSamples = ({ vendor, may }: OnePortal['desk']): boolean =>
  vendor.side === 'test' && sampleScopes.every(may);

/** Makes a customer of the chosen kind, or finds the one that was made before. */
export function SampleBar({ desk, t, portal, onMade }: SampleBarProps) {
  const [kind, setKind] = useState<SampleKind>('consumer');
  const [state, setState] = useState<{ busy?: boolean; error?: unknown }>({});
  const make = async () => {
    setState({ busy: true });
    try {
      onMade(await sampleCustomer(desk.api, kind, portal));
      setState({});
    } catch (error) {
      setState({ error });
    }
  };
  return (
    <>
      <div class="stage-bar">
        <SelectField
          t={t}
          id="preview-sample"
          label={t('portals.sample')}
          value={kind}
          onInput={(value) => setKind(value as SampleKind)}
          options={samplesOf(portal).map((value) => ({ value, label: t(`portals.sample.${value}`) }))}
        />
        <Action
          icon={eye}
          pending={state.busy ? t('portals.sample.making') : undefined}
          onClick={() => void make()}
        >
          {t('portals.sample.use')}
        </Action>
      </div>
      {state.error ? <Failed t={t} title={t('portals.sample.failed')} error={state.error} /> : null}
    </>
  );
}
