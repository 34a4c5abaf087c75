import { type FieldFrame, SelectField } from '../../../../kit/ui/form/Field.tsx';
import type { AddressForm } from '../../schema.ts';
import type { DetailsWords } from './words.ts';

interface StateFieldProps extends Omit<FieldFrame, 't'> {
  readonly t: DetailsWords;
  readonly states: NonNullable<AddressForm['states']>;
  readonly autocomplete: string | undefined;
}

/** A state, province or prefecture out of its country's list. */
export const StateField = ({ t, states, ...field }: StateFieldProps) => (
  <SelectField {...field} t={t} options={[{ value: '', label: t('order.state.choose') }, ...states]} />
);
