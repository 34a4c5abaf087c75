import { useMemo } from 'preact/hooks';
import type { FieldFrame } from '../../../../kit/ui/form/Field.tsx';
import { FindField } from '../../../../kit/ui/form/FindField.tsx';
import { countriesIn } from '../../../customers/countries.ts';
import type { OrderForm } from '../../schema.ts';
import type { DetailsWords } from './words.ts';

interface CountryFieldProps extends Omit<FieldFrame, 't'> {
  readonly t: DetailsWords;
  readonly form: OrderForm;
  readonly autocomplete: string;
}

/** A country by its name in this language, found by typing. */
export function CountryField({ t, form, ...field }: CountryFieldProps) {
  const { locale } = t.manner;
  const options = useMemo(
    () =>
      countriesIn(locale)
        .filter(({ code }) => form.countries.length === 0 || form.countries.includes(code))
        .map(({ code, name }) => ({ value: code, label: name })),
    [locale, form],
  );
  return <FindField {...field} t={t} class="w-middle" options={options} />;
}
